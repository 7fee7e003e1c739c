package io.centrifuge.core.lookup;

import io.centrifuge.Hint;
import io.centrifuge.OwnerAddress;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A copy of a service's lease table in the shape in which it is asked for hints. Immutable; safe
 * for use by any number of threads; {@link #hint} never blocks and never allocates.
 */
public final class LookupSnapshot {
    /** Before the first table. */
    public static final LookupSnapshot EMPTY =
            of(0, RangeMap.of(LeaseEntry.NEVER_LEASED), Map.of());

    private final long lsn;
    private final RangeMap<LeaseEntry> entries;
    private final RangeMap<Hint> hintOf;

    /** Those of {@link #hintOf}, in its order. */
    private final Hint[] hints;

    /** The pieces' starts with the sign bit flipped, so that signed order is the unsigned one. */
    private final long[] starts;

    /**
     * Of each equal share of the key space, the piece that has its first hash; one more for the
     * end.
     */
    private final int[] firstPiece;

    private final int shift;

    private LookupSnapshot(long lsn, RangeMap<LeaseEntry> entries, RangeMap<Hint> hintOf) {
        this.lsn = lsn;
        this.entries = entries;
        this.hintOf = hintOf;
        int size = hintOf.size();
        hints = new Hint[size];
        starts = new long[size];
        int bits = Math.max(1, 33 - Integer.numberOfLeadingZeros(size));
        shift = 64 - bits;
        firstPiece = new int[(1 << bits) + 1];
        int share = 0;
        for (int i = 0; i < size; i++) {
            long start = hintOf.range(i).start();
            hints[i] = hintOf.value(i);
            starts[i] = start ^ Long.MIN_VALUE;
            // The shares that begin before this piece and not before the last one.
            while (share < 1 << bits && Long.compareUnsigned((long) share << shift, start) < 0) {
                firstPiece[share++] = i - 1;
            }
        }
        while (share <= 1 << bits) {
            firstPiece[share++] = size - 1;
        }
    }

    /**
     * @param addresses of every holder in {@code entries}
     */
    static LookupSnapshot of(
            long lsn, RangeMap<LeaseEntry> entries, Map<OwnerRef, OwnerAddress> addresses) {
        return new LookupSnapshot(lsn, entries, entries.map(entry -> hintOf(entry, addresses)));
    }

    /**
     * The snapshot after a change. Costs it, and a copy.
     *
     * @param addresses of every holder in {@code changes}
     */
    LookupSnapshot changed(
            long newLsn, List<Piece<LeaseEntry>> changes, Map<OwnerRef, OwnerAddress> addresses) {
        List<Piece<Hint>> newHints = new ArrayList<>();
        for (Piece<LeaseEntry> piece : changes) {
            newHints.add(new Piece<>(piece.range(), hintOf(piece.value(), addresses)));
        }
        return new LookupSnapshot(newLsn, entries.overlay(changes), hintOf.overlay(newHints));
    }

    private static Hint hintOf(LeaseEntry entry, Map<OwnerRef, OwnerAddress> addresses) {
        OwnerRef holder = entry.holder();
        return holder == null
                ? Hint.UNKNOWN
                : Hint.to(
                        holder.id(), Objects.requireNonNull(addresses.get(holder)), entry.number());
    }

    /**
     * Who probably owns {@code hash}: one look by its high bits, then a search of the few pieces
     * there.
     */
    public Hint hint(long hash) {
        int share = (int) (hash >>> shift);
        int low = firstPiece[share];
        int high = firstPiece[share + 1];
        long flipped = hash ^ Long.MIN_VALUE;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (starts[middle] <= flipped) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return hints[low];
    }

    /** The LSN of the table; 0 before the first. */
    public long lsn() {
        return lsn;
    }

    /** The table that the hints were made from. */
    public RangeMap<LeaseEntry> entries() {
        return entries;
    }
}
