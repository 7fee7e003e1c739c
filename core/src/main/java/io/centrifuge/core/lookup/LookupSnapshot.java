package io.centrifuge.core.lookup;

import io.centrifuge.Hint;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.core.key.PartedRangeMap;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.PieceVisitor;
import io.centrifuge.core.key.RangeIndex;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a service's lease table in the shape in which it is asked for hints. Immutable but for
 * an index, which is made once so many hints were asked for that it pays: it costs the whole table,
 * and a process that follows a table and seldom asks is spared it at each change. Safe for use by
 * any number of threads; {@link #hint} never blocks, and allocates nothing but that index.
 */
public final class LookupSnapshot {
    /** Before the first table. */
    public static final LookupSnapshot EMPTY =
            of(0, RangeMap.of(LeaseEntry.NEVER_LEASED), Map.of());

    /** Making an index takes as long as some hundreds of searches. */
    private static final int SEARCHES_BEFORE_INDEX = 500;

    private final long lsn;
    private final PartedRangeMap<Known> table;

    /** Racy: several threads may make it, and one that doesn't see it yet searches. */
    private @Nullable HintIndex index;

    /** Racy: some aren't counted. */
    private int searches;

    /** An entry, and the hint that follows from it. */
    private record Known(LeaseEntry entry, Hint hint) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Known that && entry.equals(that.entry);
        }

        @Override
        public int hashCode() {
            return entry.hashCode();
        }
    }

    /** Makes the hints to each owner share what is the same in them: a table has many to each. */
    private static final class Hints {
        private final Map<OwnerRef, OwnerAddress> addresses;
        private final Map<OwnerRef, Hint> anyTo;

        Hints(Map<OwnerRef, OwnerAddress> addresses) {
            this.addresses = addresses;
            this.anyTo = LinkedHashMap.newLinkedHashMap(addresses.size());
        }

        Known know(LeaseEntry entry) {
            OwnerRef holder = entry.holder();
            return new Known(entry, holder == null ? Hint.UNKNOWN : to(holder, entry.number()));
        }

        private Hint to(OwnerRef holder, long leaseNumber) {
            Hint any = anyTo.get(holder);
            if (any == null) {
                OwnerAddress address = Objects.requireNonNull(addresses.get(holder));
                any = Hint.to(holder.id(), address, leaseNumber);
                anyTo.put(holder, any);
            }
            return any.withLeaseNumber(leaseNumber);
        }
    }

    /** Finds the hint itself: a reference less to follow than from an index to a map. */
    private static final class HintIndex extends RangeIndex {
        private final Hint[] hints;

        HintIndex(RangeMap<Known> map) {
            super(map);
            hints = new Hint[map.size()];
            for (int i = 0; i < hints.length; i++) {
                hints[i] = map.value(i).hint();
            }
        }

        Hint hint(long hash) {
            return hints[indexOf(hash)];
        }
    }

    private LookupSnapshot(long lsn, PartedRangeMap<Known> table) {
        this.lsn = lsn;
        this.table = table;
    }

    /**
     * @param addresses of every holder in {@code entries}
     */
    static LookupSnapshot of(
            long lsn, RangeMap<LeaseEntry> entries, Map<OwnerRef, OwnerAddress> addresses) {
        return new LookupSnapshot(lsn, PartedRangeMap.of(entries.map(new Hints(addresses)::know)));
    }

    /**
     * The snapshot after a change. Costs the change.
     *
     * @param addresses of every holder in {@code changes}
     */
    LookupSnapshot changed(
            long newLsn, List<Piece<LeaseEntry>> changes, Map<OwnerRef, OwnerAddress> addresses) {
        Hints hints = new Hints(addresses);
        List<Piece<Known>> known = new ArrayList<>(changes.size());
        for (Piece<LeaseEntry> piece : changes) {
            known.add(new Piece<>(piece.range(), hints.know(piece.value())));
        }
        return new LookupSnapshot(newLsn, table.overlay(known));
    }

    /** Who probably owns {@code hash}. */
    public Hint hint(long hash) {
        HintIndex known = index;
        return known != null ? known.hint(hash) : search(hash);
    }

    private Hint search(long hash) {
        if (++searches == SEARCHES_BEFORE_INDEX) {
            index = new HintIndex(table.whole());
        }
        return table.get(hash).hint();
    }

    /** The LSN of the table; 0 before the first. */
    public long lsn() {
        return lsn;
    }

    /** The table that the hints were made from. Costs all of it. */
    public RangeMap<LeaseEntry> entries() {
        return table.whole().map(Known::entry);
    }

    /** Shows what the table says of these keys, in ascending order. */
    public void forEach(KeyRange within, PieceVisitor<? super LeaseEntry> visitor) {
        table.forEach(within, (start, end, known) -> visitor.see(start, end, known.entry()));
    }
}
