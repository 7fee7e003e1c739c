package io.centrifuge.core.manager;

import io.centrifuge.core.key.KeyRange;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.table.LeaseEntry;
import io.centrifuge.core.table.LeaseTable;
import io.centrifuge.core.table.OwnerAddress;
import io.centrifuge.core.table.OwnerEntry;
import io.centrifuge.core.table.OwnerRef;
import io.centrifuge.core.time.ClockReading;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A service's table and its recent changes, from which any manager answers lookups
 * (docs/protocol.md, "Tables and losses"; paper, section 3.3). Immutable; safe for use by any
 * thread.
 */
public final class TableHistory {
    /** How long a change is kept. */
    static final long KEPT_NANOS = Duration.ofMinutes(5).toNanos();

    private final LeaseTable table;

    /** Oldest first, without a gap in their LSNs, ending at the table's. */
    private final List<Delta> deltas;

    /** The ranges that the record of {@code lsn} changed, and when it was applied here. */
    private record Delta(long lsn, ClockReading appliedAt, List<KeyRange> changed) {}

    private TableHistory(LeaseTable table, List<Delta> deltas) {
        this.table = table;
        this.deltas = deltas;
    }

    static TableHistory of(LeaseTable table) {
        return new TableHistory(table, List.of());
    }

    public LeaseTable table() {
        return table;
    }

    /** The history after the next record made {@code next} of this table. */
    TableHistory append(LeaseTable next, ClockReading now) {
        List<KeyRange> changed = table
                .entries()
                .zip(next.entries(), (before, after) -> !before.equals(after))
                .pieces(is -> is)
                .stream()
                .map(Piece::range)
                .toList();
        List<Delta> kept = new ArrayList<>();
        for (Delta delta : deltas) {
            if (!now.surelyAfter(delta.appliedAt(), KEPT_NANOS)) {
                kept.add(delta);
            }
        }
        kept.add(new Delta(next.lsn(), now, changed));
        // Beyond the table's own size a log is never sent, so it needn't be kept.
        int size = kept.stream().mapToInt(delta -> 1 + delta.changed().size()).sum();
        while (size > next.entries().size() + 64 && kept.size() > 1) {
            size -= 1 + kept.removeFirst().changed().size();
        }
        return new TableHistory(next, List.copyOf(kept));
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
        if (deltas.isEmpty() || since < deltas.getFirst().lsn() - 1) {
            return whole();
        }
        List<Piece<LeaseEntry>> pieces = changedSince(since);
        return pieces.size() < table.entries().size() ? changes(since, pieces) : whole();
    }

    private List<Piece<LeaseEntry>> changedSince(long since) {
        RangeMap<Boolean> changed = RangeMap.of(false);
        for (Delta delta : deltas) {
            if (delta.lsn() > since) {
                changed = changed.overlay(delta.changed().stream()
                        .map(range -> new Piece<>(range, true))
                        .toList());
            }
        }
        List<Piece<LeaseEntry>> pieces = new ArrayList<>();
        for (Piece<Boolean> piece : changed.pieces(is -> is)) {
            pieces.addAll(table.entries().pieces(piece.range()));
        }
        return pieces;
    }

    /** What a lookup needs whose table is too old, or that has none. */
    public TableAnswer whole() {
        return new TableAnswer.Whole(
                table.service(),
                table.lsn(),
                table.entries(),
                addresses(table.entries().pieces()));
    }

    private TableAnswer changes(long since, List<Piece<LeaseEntry>> pieces) {
        return new TableAnswer.Changes(
                table.service(), since, table.lsn(), pieces, addresses(pieces));
    }

    private SortedMap<OwnerRef, OwnerAddress> addresses(Collection<Piece<LeaseEntry>> pieces) {
        SortedMap<OwnerRef, OwnerAddress> found = new TreeMap<>();
        for (Piece<LeaseEntry> piece : pieces) {
            OwnerRef holder = piece.value().holder();
            if (holder != null) {
                OwnerEntry entry = Objects.requireNonNull(table.owners().get(holder));
                found.put(holder, entry.address());
            }
        }
        return found;
    }
}
