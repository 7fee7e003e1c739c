package io.centrifuge.manager;

import io.centrifuge.core.manager.TableHistory;
import io.centrifuge.core.message.TableAnswer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answers that can be made from one table and its history, each encoded once for all lookups
 * that need it. Any thread may call.
 */
final class EncodedTable {
    /** LSNs of which the answer is remembered; most lookups have one of the newest. */
    private static final int MOST_REMEMBERED = 64;

    private final TableHistory history;

    // Guarded by this.
    private final Map<Long, EncodedAnswer> changes = new HashMap<>();
    private @Nullable EncodedAnswer whole;

    EncodedTable(TableHistory history) {
        this.history = history;
    }

    @SuppressWarnings("ReferenceEquality") // a history is replaced, never changed
    boolean isOf(TableHistory other) {
        return history == other;
    }

    long lsn() {
        return history.table().lsn();
    }

    /** What a lookup needs whose table has the LSN {@code since}; it must not be above ours. */
    synchronized EncodedAnswer since(long since) {
        EncodedAnswer known = changes.get(since);
        if (known != null) {
            return known;
        }
        TableAnswer answer = history.answer(since);
        EncodedAnswer encoded =
                answer instanceof TableAnswer.Whole ? whole() : EncodedAnswer.of(answer);
        if (changes.size() < MOST_REMEMBERED) {
            changes.put(since, encoded);
        }
        return encoded;
    }

    /** What a lookup needs that has no table, or one that is too old. */
    synchronized EncodedAnswer whole() {
        EncodedAnswer known = whole;
        if (known == null) {
            known = EncodedAnswer.of(history.whole());
            whole = known;
        }
        return known;
    }
}
