package io.centrifuge.core.key;

import java.util.Arrays;

/**
 * Finds the piece of a {@link RangeMap} that has a key hash, nearly always by one look. A search
 * guesses at each step, and a processor that guesses wrong waits longer than for anything else
 * here; so there are more shares of the key space than pieces, and where one piece begins within a
 * share, arithmetic decides instead of a branch. Immutable; safe for use by any number of threads;
 * never allocates once it is made.
 *
 * <p>Invariant: {@link #indexOf} is the map's {@link RangeMap#indexOf}.
 */
public class RangeIndex {
    private static final int OFFSET_BITS = 8;
    private static final int OFFSET = (1 << OFFSET_BITS) - 1;
    private static final int MOST_PIECES = 1 << (31 - OFFSET_BITS);

    /** So many shares, four bytes each, find room beside other data in a core's own cache. */
    private static final int SMALL_BITS = 16;

    /** So many find room there without much other data. */
    private static final int LARGE_BITS = 18;

    private final RangeMap<?> map;

    /**
     * Of each equal share of the key space, the piece that has its first hash, and in the low bits
     * how far into the share the next piece begins, in parts of it, or the last part if none does;
     * negative if several do.
     */
    private final int[] shares;

    private final int shift;
    private final int offsetShift;

    /**
     * Costs the map's pieces.
     *
     * @throws IllegalArgumentException if they are more than 8,388,608
     */
    public RangeIndex(RangeMap<?> map) {
        int size = map.size();
        if (size > MOST_PIECES) {
            throw new IllegalArgumentException(
                    "a map of %d pieces is too large: an index has %d at most"
                            .formatted(size, MOST_PIECES));
        }
        this.map = map;
        int bits = bits(size);
        shift = 64 - bits;
        offsetShift = shift - OFFSET_BITS;
        shares = new int[1 << bits];
        int piece = 0;
        int share = 0;
        while (share < shares.length) {
            int next = piece + 1 < size ? (int) (map.start(piece + 1) >>> shift) : shares.length;
            Arrays.fill(shares, share, next, entry(piece, piece));
            share = next;
            if (share < shares.length) {
                int first = map.start(piece + 1) == (long) share << shift ? piece + 1 : piece;
                piece = first;
                while (piece + 1 < size && map.start(piece + 1) >>> shift == share) {
                    piece++;
                }
                shares[share++] = entry(first, piece);
            }
        }
    }

    /** For at least twice as many shares as pieces; for up to sixteen times where that is small. */
    private static int bits(int size) {
        int twice = 33 - Integer.numberOfLeadingZeros(size);
        int more = Math.max(Math.min(twice + 1, LARGE_BITS), Math.min(twice + 2, SMALL_BITS));
        return Math.max(twice, more);
    }

    /** Of a share whose first hash is in piece {@code first}, and its last in {@code last}. */
    private int entry(int first, int last) {
        int entry = first << OFFSET_BITS;
        return switch (last - first) {
            case 0 -> entry | OFFSET;
            case 1 -> entry | ((int) (map.start(last) >>> offsetShift) & OFFSET);
            default -> entry | Integer.MIN_VALUE;
        };
    }

    /** The index, from 0, of the piece that has {@code hash}. */
    public final int indexOf(long hash) {
        int share = (int) (hash >>> shift);
        int entry = shares[share];
        int offset = (int) (hash >>> offsetShift) & OFFSET;
        int begins = entry & OFFSET;
        if (entry < 0 || offset == begins) {
            return search(share, hash);
        }
        return (entry >>> OFFSET_BITS) + ((begins - offset) >>> 31); // 1 more if it has begun
    }

    private int search(int share, long hash) {
        int low = first(share);
        int high = share + 1 < shares.length ? first(share + 1) : map.size() - 1;
        return map.indexOf(hash, low, high);
    }

    private int first(int share) {
        return (shares[share] & Integer.MAX_VALUE) >>> OFFSET_BITS;
    }
}
