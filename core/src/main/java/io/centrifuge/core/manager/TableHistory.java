package io.centrifuge.core.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.KeyRanges;
import io.centrifuge.OwnerAddress;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A service's table and its recent changes, from which any manager answers lookups
 * (docs/protocol.md, "Tables and losses"; paper, section 3.3). Immutable; safe for use by any
 * thread.
 */
public final class TableHistory {
    /** How long a change is kept. */
    static final long KEPT_NANOS = Duration.ofMinutes(5).toNanos();

    private final LeaseTable table;

    /**
     * Those from {@link #first} up to {@link #end} count: oldest first, without a gap in their
     * LSNs, ending at the table's. Histories that follow one another share the array, for only
     * the newest adds to it, and none looks beyond its own end.
     */
    private final @Nullable Delta[] deltas;

    private final int first;
    private final int end;

    /** How many ranges they changed, and how many deltas there are, together. */
    private final int size;

    /** The ranges that the record of {@code lsn} changed, and when it was applied here. */
    private record Delta(long lsn, ClockReading appliedAt, KeyRanges changed) {
        int size() {
            return 1 + changed.size();
        }
    }

    private TableHistory(LeaseTable table, @Nullable Delta[] deltas, int first, int end, int size) {
        this.table = table;
        this.deltas = deltas;
        this.first = first;
        this.end = end;
        this.size = size;
    }

    static TableHistory of(LeaseTable table) {
        return new TableHistory(table, new Delta[0], 0, 0, 0);
    }

    public LeaseTable table() {
        return table;
    }

    /**
     * The history after the next record made {@code next} of this table.
     *
     * @param changed the keys that it changed
     */
    TableHistory append(LeaseTable next, KeyRanges changed, ClockReading now) {
        Delta delta = new Delta(next.lsn(), now, changed);
        int kept = first;
        int left = size;
        // Beyond the table's own size a log is never sent, so it needn't be kept.
        int most = next.entries().size() + 64 - delta.size();
        while (kept < end
                && (left > most || now.surelyAfter(delta(kept).appliedAt(), KEPT_NANOS))) {
            left -= delta(kept++).size();
        }
        boolean mayAdd = end < deltas.length && deltas[end] == null;
        @Nullable
        Delta[] log = mayAdd ? deltas : Arrays.copyOfRange(deltas, kept, 2 * end - kept + 8);
        int at = mayAdd ? end : end - kept;
        log[at] = delta;
        return new TableHistory(next, log, mayAdd ? kept : 0, at + 1, left + delta.size());
    }

    private Delta delta(int index) {
        return Objects.requireNonNull(deltas[index]);
    }

    /** Whether a table with the LSN {@code since} is newer than this one. */
    boolean isBehind(long since) {
        return since > table.lsn();
    }

    TableAnswer behind() {
        return new TableAnswer.Behind(table.service(), table.lsn());
    }

    /** What a lookup needs whose table has the LSN {@code since}; 0 for none. */
    public TableAnswer answer(long since) {
        if (isBehind(since)) {
            return behind();
        }
        if (since == table.lsn()) {
            return changes(since, List.of());
        }
        if (first == end || since < delta(first).lsn() - 1) {
            return whole();
        }
        List<Piece<LeaseEntry>> pieces = changedSince(since);
        return pieces.size() < table.entries().size() ? changes(since, pieces) : whole();
    }

    private List<Piece<LeaseEntry>> changedSince(long since) {
        List<KeyRange> changed = new ArrayList<>();
        for (int i = end - (int) (table.lsn() - since); i < end; i++) {
            changed.addAll(delta(i).changed().asList());
        }
        List<Piece<LeaseEntry>> pieces = new ArrayList<>();
        for (KeyRange range : KeyRanges.of(changed)) {
            pieces.addAll(table.entries().pieces(range));
        }
        return pieces;
    }

    /** What a lookup needs whose table is too old, or that has none. */
    public TableAnswer whole() {
        return new TableAnswer.Whole(
                table.service(),
                table.lsn(),
                table.entries(),
                addresses(table.held().keySet()));
    }

    private TableAnswer changes(long since, List<Piece<LeaseEntry>> pieces) {
        Set<OwnerRef> holders = new TreeSet<>();
        for (Piece<LeaseEntry> piece : pieces) {
            if (piece.value().holder() != null) {
                holders.add(piece.value().holder());
            }
        }
        return new TableAnswer.Changes(
                table.service(), since, table.lsn(), pieces, addresses(holders));
    }

    private SortedMap<OwnerRef, OwnerAddress> addresses(Set<OwnerRef> holders) {
        SortedMap<OwnerRef, OwnerAddress> found = new TreeMap<>();
        for (OwnerRef holder : holders) {
            OwnerEntry entry = Objects.requireNonNull(table.owners().get(holder));
            found.put(holder, entry.address());
        }
        return found;
    }
}
