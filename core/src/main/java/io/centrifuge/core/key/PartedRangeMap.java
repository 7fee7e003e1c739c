package io.centrifuge.core.key;

import io.centrifuge.KeyRange;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A {@link RangeMap} that is divided into parts. A change replaces the parts that it concerns; the
 * new map shares all other parts with the old one. This suits a large map that often changes a
 * little. Immutable; safe for use by any number of threads.
 *
 * <p>Invariant: a part has some dozens of pieces at most on average, as long as the map has no more
 * than a few million. If many pieces lie close together, their part is larger, and a change there
 * costs more.
 *
 * @param <V> never null, compared by {@code equals}
 */
public final class PartedRangeMap<V> {
    private static final int PIECES_OF_PART = 16;
    private static final int MOST_OF_PART = 64;

    /** With fewer on average, parts are merged. Each part has at least one piece. */
    private static final int LEAST_OF_PART = 2;

    private static final int MOST_BITS = 16;

    /** Of each equal share of the key space, what the map says there; each is constant beyond. */
    private final RangeMap<V>[] parts;

    private final int bits;

    /** The number of pieces of all parts together. */
    private final int size;

    private PartedRangeMap(RangeMap<V>[] parts, int bits, int size) {
        this.parts = parts;
        this.bits = bits;
        this.size = size;
    }

    public static <V> PartedRangeMap<V> of(RangeMap<V> map) {
        int wanted = map.size() / PIECES_OF_PART;
        int bits = Math.clamp(Integer.SIZE - Integer.numberOfLeadingZeros(wanted), 1, MOST_BITS);
        @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of a generic type
        RangeMap<V>[] parts = new RangeMap[1 << bits];
        int size = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = map.near(share(i, bits));
            size += parts[i].size();
        }
        return new PartedRangeMap<>(parts, bits, size);
    }

    private static KeyRange share(int number, int bits) {
        int shift = Long.SIZE - bits;
        return new KeyRange((long) number << shift, (number + 1L) << shift);
    }

    private int shareOf(long hash) {
        return (int) (hash >>> (Long.SIZE - bits));
    }

    public V get(long hash) {
        return parts[shareOf(hash)].get(hash);
    }

    /**
     * This map, changed where the pieces say so. Costs the pieces, their parts, and one reference
     * for each other part.
     *
     * @throws IllegalArgumentException if two pieces overlap
     */
    public PartedRangeMap<V> overlay(Collection<Piece<V>> pieces) {
        List<Piece<V>> sorted = new ArrayList<>(pieces);
        sorted.sort(Piece.ASCENDING);
        RangeMap<V>[] next = parts.clone();
        int nextSize = size;
        List<Piece<V>> ofPart = new ArrayList<>();
        int number = 0;
        for (Piece<V> piece : sorted) {
            int first = shareOf(piece.range().start());
            int last = shareOf(piece.range().last());
            if (first < number) {
                throw new IllegalArgumentException("ranges overlap at " + piece.range());
            }
            for (int i = first; i <= last; i++) {
                if (i > number) {
                    nextSize += change(next, number, ofPart);
                    number = i;
                }
                ofPart.add(inPart(piece, i));
            }
        }
        nextSize += change(next, number, ofPart);
        PartedRangeMap<V> changed = new PartedRangeMap<>(next, bits, nextSize);
        boolean tooFew = nextSize > MOST_OF_PART * next.length && bits < MOST_BITS;
        boolean tooMany = nextSize < LEAST_OF_PART * next.length && bits > 1;
        return tooFew || tooMany ? of(changed.whole()) : changed;
    }

    /** Returns how many more pieces that part has now. */
    private int change(RangeMap<V>[] next, int number, List<Piece<V>> ofPart) {
        if (ofPart.isEmpty()) {
            return 0;
        }
        next[number] = parts[number].overlaySorted(ofPart);
        ofPart.clear();
        return next[number].size() - parts[number].size();
    }

    /** The piece as far as it is in the share, and beyond where it reaches the share's end. */
    private Piece<V> inPart(Piece<V> piece, int number) {
        KeyRange range = piece.range();
        boolean fromStart = range.contains(first(number));
        boolean toEnd = range.contains(last(number));
        return fromStart || toEnd
                ? new Piece<>(
                        new KeyRange(fromStart ? 0 : range.start(), toEnd ? 0 : range.end()),
                        piece.value())
                : piece;
    }

    /** The first key hash of that share. */
    private long first(int number) {
        return (long) number << (Long.SIZE - bits);
    }

    private long last(int number) {
        return first(number + 1) - 1;
    }

    /**
     * Shows what it says of these keys, in ascending order; neighbours may have equal values.
     */
    public void forEach(KeyRange within, PieceVisitor<? super V> visitor) {
        int firstPart = shareOf(within.start());
        int lastPart = shareOf(within.last());
        for (int i = firstPart; i <= lastPart; i++) {
            parts[i].forEach(
                    i == firstPart ? within.start() : first(i),
                    i == lastPart ? within.last() : last(i),
                    visitor);
        }
    }

    /** All of it in one. Costs all of its pieces. */
    public RangeMap<V> whole() {
        long[] starts = new long[size];
        List<V> values = new ArrayList<>(size);
        for (int i = 0; i < parts.length; i++) {
            RangeMap<V> part = parts[i];
            for (int piece = 0; piece < part.size(); piece++) {
                starts[values.size()] = piece == 0 ? first(i) : part.start(piece);
                values.add(part.value(piece));
            }
        }
        return RangeMap.ofStarts(starts, values::get);
    }
}
