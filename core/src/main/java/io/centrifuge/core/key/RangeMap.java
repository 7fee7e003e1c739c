package io.centrifuge.core.key;

import io.centrifuge.KeyRange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * An immutable total function from key hashes to values that is constant on ranges. Canonical:
 * neighbours with equal values are one piece, so two maps are equal exactly if they say the same of
 * every key. Safe for use by any number of threads.
 *
 * @param <V> never null, compared by {@code equals}
 */
public final class RangeMap<V> {
    /**
     * Unsigned ascending; the first is 0. Piece i runs from starts[i] to starts[i+1], or to the
     * end.
     */
    private final long[] starts;

    /** Of type V each, and never null. */
    private final Object[] values;

    private RangeMap(long[] starts, Object[] values) {
        this.starts = starts;
        this.values = values;
    }

    /** The map that has {@code value} everywhere. */
    public static <V> RangeMap<V> of(V value) {
        return new RangeMap<>(new long[1], new Object[] {Objects.requireNonNull(value)});
    }

    /**
     * The map that has {@code elsewhere} wherever none of {@code pieces}, which must not overlap,
     * says otherwise.
     */
    public static <V> RangeMap<V> of(V elsewhere, Collection<Piece<V>> pieces) {
        return of(elsewhere).overlay(pieces);
    }

    /**
     * The map whose piece {@code i} begins at {@code starts[i]} and has {@code value.apply(i)}.
     *
     * @param starts unsigned ascending; the first is 0
     */
    public static <V> RangeMap<V> ofStarts(long[] starts, IntFunction<? extends V> value) {
        Builder<V> built = new Builder<>(starts.length);
        for (int i = 0; i < starts.length; i++) {
            if (i == 0 ? starts[0] != 0 : Long.compareUnsigned(starts[i - 1], starts[i]) >= 0) {
                throw new IllegalArgumentException(
                        "piece %d can't begin at %016x".formatted(i, starts[i]));
            }
            built.add(starts[i], value.apply(i));
        }
        return built.build();
    }

    public V get(long hash) {
        return value(indexOf(hash));
    }

    /** How many pieces; at least 1. */
    public int size() {
        return starts.length;
    }

    /** The index, from 0, of the piece that has {@code hash}. */
    public int indexOf(long hash) {
        return indexOf(hash, 0, starts.length - 1);
    }

    /** Likewise, where it is one from {@code low} to {@code high}. */
    int indexOf(long hash, int low, int high) {
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (Long.compareUnsigned(starts[middle], hash) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    public KeyRange range(int index) {
        return new KeyRange(starts[index], index + 1 < starts.length ? starts[index + 1] : 0);
    }

    /** The first key hash of that piece. */
    long start(int index) {
        return starts[index];
    }

    @SuppressWarnings("unchecked") // see the field
    public V value(int index) {
        return (V) values[index];
    }

    /** All pieces in ascending order. */
    public List<Piece<V>> pieces() {
        return pieces(value -> true);
    }

    /** The pieces whose value passes, in ascending order. */
    public List<Piece<V>> pieces(Predicate<? super V> wanted) {
        List<Piece<V>> found = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            if (wanted.test(value(i))) {
                found.add(new Piece<>(range(i), value(i)));
            }
        }
        return found;
    }

    /** The pieces that touch {@code within}, cut to it, in ascending order. */
    public List<Piece<V>> pieces(KeyRange within) {
        List<Piece<V>> found = new ArrayList<>();
        forEach(
                within.start(),
                within.last(),
                (start, end, value) -> found.add(new Piece<>(new KeyRange(start, end), value)));
        return found;
    }

    /** Shows the pieces from the hash {@code from} to {@code last}, cut to them, ascending. */
    void forEach(long from, long last, PieceVisitor<? super V> visitor) {
        long start = from;
        for (int i = indexOf(from); ; i++) {
            boolean isLast =
                    i + 1 == starts.length || Long.compareUnsigned(starts[i + 1], last) > 0;
            long end = isLast ? last + 1 : starts[i + 1];
            visitor.see(start, end, value(i));
            if (isLast) {
                return;
            }
            start = end;
        }
    }

    /** The map that says the same within the range, and before and after it what it says there. */
    RangeMap<V> near(KeyRange within) {
        int first = indexOf(within.start());
        int last = indexOf(within.last());
        long[] nearStarts = Arrays.copyOfRange(starts, first, last + 1);
        nearStarts[0] = 0;
        return new RangeMap<>(nearStarts, Arrays.copyOfRange(values, first, last + 1));
    }

    /** Whether some key's value passes. */
    public boolean any(Predicate<? super V> wanted) {
        for (int i = 0; i < starts.length; i++) {
            if (wanted.test(value(i))) {
                return true;
            }
        }
        return false;
    }

    public RangeMap<V> with(KeyRange range, V value) {
        return overlay(List.of(new Piece<>(range, value)));
    }

    /**
     * This map, changed where the pieces say so. Costs the pieces, and a copy of what is between
     * them.
     *
     * @throws IllegalArgumentException if two pieces overlap
     */
    public RangeMap<V> overlay(Collection<Piece<V>> pieces) {
        if (pieces.isEmpty()) {
            return this;
        }
        List<Piece<V>> sorted = new ArrayList<>(pieces);
        sorted.sort(Piece.ASCENDING);
        return overlaySorted(sorted);
    }

    /** The same, of pieces in ascending order, and at least one. */
    RangeMap<V> overlaySorted(List<Piece<V>> sorted) {
        Builder<V> built = new Builder<>(sizeWith(sorted));
        long from = 0;
        for (Piece<V> piece : sorted) {
            KeyRange range = piece.range();
            if (range.start() != from) {
                copy(built, from, indexOf(range.start() - 1));
            }
            built.add(range.start(), piece.value());
            from = range.end();
        }
        if (from != 0) {
            copy(built, from, starts.length - 1);
        }
        return built.build();
    }

    /**
     * How many pieces there will be if no neighbours become equal: arrays of that size needn't be
     * copied to where they fit.
     *
     * @param sorted in ascending order
     * @throws IllegalArgumentException if two of them overlap
     */
    private int sizeWith(List<Piece<V>> sorted) {
        int size = starts.length;
        boolean atEnd = false;
        long from = 0;
        for (Piece<V> piece : sorted) {
            KeyRange range = piece.range();
            if (atEnd || Long.compareUnsigned(range.start(), from) < 0) {
                throw new IllegalArgumentException("ranges overlap at " + range);
            }
            int first = indexOf(range.start());
            int last = indexOf(range.last());
            size -= last - first;
            if (range.start() != from && range.start() != starts[first]) {
                size++;
            }
            from = range.end();
            atEnd = from == 0;
            if (!atEnd && (last + 1 == starts.length || starts[last + 1] != from)) {
                size++;
            }
        }
        return size;
    }

    /** Copies what this map says from the hash {@code from} to the end of piece {@code last}. */
    private void copy(Builder<V> built, long from, int last) {
        int first = indexOf(from);
        built.add(from, value(first));
        built.addRun(this, first + 1, last + 1);
    }

    public <R> RangeMap<R> map(Function<? super V, ? extends R> function) {
        Builder<R> built = new Builder<>(starts.length);
        for (int i = 0; i < starts.length; i++) {
            built.add(starts[i], function.apply(value(i)));
        }
        return built.build();
    }

    /** The map whose value at every key is {@code function} of both maps' values there. */
    public <W, R> RangeMap<R> zip(
            RangeMap<W> other, BiFunction<? super V, ? super W, ? extends R> function) {
        Builder<R> built = new Builder<>(Math.max(starts.length, other.starts.length));
        int i = 0;
        int j = 0;
        long start = 0;
        while (true) {
            built.add(start, function.apply(value(i), other.value(j)));
            boolean mineEnds = i + 1 < starts.length;
            boolean othersEnds = j + 1 < other.starts.length;
            if (!mineEnds && !othersEnds) {
                return built.build();
            }
            int order = !mineEnds
                    ? 1
                    : !othersEnds ? -1 : Long.compareUnsigned(starts[i + 1], other.starts[j + 1]);
            if (order <= 0) {
                i++;
            }
            if (order >= 0) {
                j++;
            }
            start = order <= 0 ? starts[i] : other.starts[j];
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof RangeMap<?> that
                        && Arrays.equals(starts, that.starts)
                        && Arrays.equals(values, that.values));
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(starts) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return pieces().toString();
    }

    /** Pieces in ascending order of start; joins neighbours that are equal. */
    private static final class Builder<V> {
        private long[] starts;
        private Object[] values;
        private int size;

        Builder(int capacity) {
            starts = new long[capacity];
            values = new Object[capacity];
        }

        void add(long start, V value) {
            if (size > 0 && same(values[size - 1], value)) {
                return;
            }
            if (size == starts.length) {
                starts = Arrays.copyOf(starts, 2 * size + 1);
                values = Arrays.copyOf(values, 2 * size + 1);
            }
            starts[size] = start;
            values[size++] = Objects.requireNonNull(value);
        }

        /**
         * Adds pieces of a canonical map, from the one of index {@code from} up to {@code to}, of
         * which the one before {@code from} was added last; there is room for them.
         */
        void addRun(RangeMap<V> map, int from, int to) {
            int count = to - from;
            System.arraycopy(map.starts, from, starts, size, count);
            System.arraycopy(map.values, from, values, size, count);
            size += count;
        }

        RangeMap<V> build() {
            return size == starts.length
                    ? new RangeMap<>(starts, values)
                    : new RangeMap<>(Arrays.copyOf(starts, size), Arrays.copyOf(values, size));
        }

        @SuppressWarnings("ReferenceEquality") // most neighbours that are equal are one object
        private static boolean same(Object a, Object b) {
            return a == b || a.equals(b);
        }
    }
}
