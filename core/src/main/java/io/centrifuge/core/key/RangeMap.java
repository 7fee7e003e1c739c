package io.centrifuge.core.key;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
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

    private final List<V> values;

    private RangeMap(long[] starts, List<V> values) {
        this.starts = starts;
        this.values = values;
    }

    /** The map that has {@code value} everywhere. */
    public static <V> RangeMap<V> of(V value) {
        return new RangeMap<>(new long[1], List.of(value));
    }

    /**
     * The map that has {@code elsewhere} wherever none of {@code pieces}, which must not overlap,
     * says otherwise.
     */
    public static <V> RangeMap<V> of(V elsewhere, Collection<Piece<V>> pieces) {
        return of(elsewhere).overlay(pieces);
    }

    public V get(long hash) {
        return values.get(indexOf(hash));
    }

    /** How many pieces; at least 1. */
    public int size() {
        return starts.length;
    }

    /** The index, from 0, of the piece that has {@code hash}. */
    public int indexOf(long hash) {
        int low = 0;
        int high = starts.length - 1;
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

    public V value(int index) {
        return values.get(index);
    }

    /** All pieces in ascending order. */
    public List<Piece<V>> pieces() {
        return pieces(value -> true);
    }

    /** The pieces whose value passes, in ascending order. */
    public List<Piece<V>> pieces(Predicate<? super V> wanted) {
        List<Piece<V>> found = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            if (wanted.test(values.get(i))) {
                found.add(new Piece<>(range(i), values.get(i)));
            }
        }
        return found;
    }

    /** The pieces that touch {@code within}, cut to it, in ascending order. */
    public List<Piece<V>> pieces(KeyRange within) {
        List<Piece<V>> found = new ArrayList<>();
        for (int i = indexOf(within.start()); i < starts.length; i++) {
            KeyRange range = range(i);
            if (!range.intersects(within)) {
                break;
            }
            found.add(new Piece<>(intersection(range, within), values.get(i)));
        }
        return found;
    }

    /** Whether some key's value passes. */
    public boolean any(Predicate<? super V> wanted) {
        return values.stream().anyMatch(wanted);
    }

    public RangeMap<V> with(KeyRange range, V value) {
        return overlay(List.of(new Piece<>(range, value)));
    }

    /**
     * This map, changed where the pieces say so.
     *
     * @throws IllegalArgumentException if two pieces overlap
     */
    public RangeMap<V> overlay(Collection<Piece<V>> pieces) {
        if (pieces.isEmpty()) {
            return this;
        }
        List<Piece<V>> sorted = new ArrayList<>(pieces);
        sorted.sort(Comparator.comparing(piece -> piece.range().start(), Long::compareUnsigned));
        Builder<V> built = new Builder<>();
        int at = 0;
        long from = 0;
        for (Piece<V> piece : sorted) {
            KeyRange range = piece.range();
            if (Long.compareUnsigned(range.start(), from) < 0 || (from == 0 && built.size() > 0)) {
                throw new IllegalArgumentException("ranges overlap at " + range);
            }
            at = copy(built, at, from, range.start());
            built.add(range.start(), piece.value());
            from = range.end();
        }
        if (from != 0) {
            copyRest(built, from);
        }
        return built.build();
    }

    /**
     * Copies what this map says from {@code from} up to {@code to}; returns the piece that has
     * {@code to}.
     */
    private int copy(Builder<V> built, int firstPiece, long from, long to) {
        int at = firstPiece;
        while (at + 1 < starts.length && Long.compareUnsigned(starts[at + 1], from) <= 0) {
            at++;
        }
        long start = from;
        while (Long.compareUnsigned(start, to) < 0) {
            built.add(start, values.get(at));
            if (at + 1 == starts.length || Long.compareUnsigned(starts[at + 1], to) > 0) {
                break;
            }
            at++;
            start = starts[at];
        }
        return at;
    }

    private void copyRest(Builder<V> built, long from) {
        int at = indexOf(from);
        built.add(from, values.get(at));
        for (int i = at + 1; i < starts.length; i++) {
            built.add(starts[i], values.get(i));
        }
    }

    public <R> RangeMap<R> map(Function<? super V, ? extends R> function) {
        Builder<R> built = new Builder<>();
        for (int i = 0; i < starts.length; i++) {
            built.add(starts[i], function.apply(values.get(i)));
        }
        return built.build();
    }

    /** The map whose value at every key is {@code function} of both maps' values there. */
    public <W, R> RangeMap<R> zip(
            RangeMap<W> other, BiFunction<? super V, ? super W, ? extends R> function) {
        Builder<R> built = new Builder<>();
        int i = 0;
        int j = 0;
        long start = 0;
        while (true) {
            built.add(start, function.apply(values.get(i), other.values.get(j)));
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
        return other instanceof RangeMap<?> that
                && Arrays.equals(starts, that.starts)
                && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(starts), values);
    }

    @Override
    public String toString() {
        return pieces().toString();
    }

    private static KeyRange intersection(KeyRange a, KeyRange b) {
        long start = Long.compareUnsigned(a.start(), b.start()) >= 0 ? a.start() : b.start();
        long end = Long.compareUnsigned(a.last(), b.last()) <= 0 ? a.end() : b.end();
        return new KeyRange(start, end);
    }

    /** Pieces in ascending order of start; joins neighbours that are equal. */
    private static final class Builder<V> {
        private long[] starts = new long[16];
        private final List<V> values = new ArrayList<>();

        int size() {
            return values.size();
        }

        void add(long start, V value) {
            int size = values.size();
            if (size > 0 && values.get(size - 1).equals(value)) {
                return;
            }
            if (size == starts.length) {
                starts = Arrays.copyOf(starts, 2 * size);
            }
            starts[size] = start;
            values.add(Objects.requireNonNull(value));
        }

        RangeMap<V> build() {
            return new RangeMap<>(Arrays.copyOf(starts, values.size()), List.copyOf(values));
        }
    }
}
