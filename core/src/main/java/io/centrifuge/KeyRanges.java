package io.centrifuge;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/**
 * Ranges of key hashes, as the fewest: in ascending order, apart from each other. What asks whether
 * a key is in them costs the logarithm of how many there are. Immutable; any thread may call;
 * nothing blocks.
 */
public final class KeyRanges implements Iterable<KeyRange> {
    /** No key. */
    public static final KeyRanges NONE = new KeyRanges(List.of());

    /** The whole key space. */
    public static final KeyRanges ALL = new KeyRanges(List.of(KeyRange.ALL));

    private final List<KeyRange> ranges;

    private KeyRanges(List<KeyRange> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /** The keys of all these ranges, which may be in any order, overlap and touch each other. */
    public static KeyRanges of(Collection<KeyRange> ranges) {
        List<KeyRange> sorted = new ArrayList<>(ranges);
        sorted.sort((a, b) -> Long.compareUnsigned(a.start(), b.start()));
        List<KeyRange> union = new ArrayList<>();
        for (KeyRange next : sorted) {
            KeyRange last = union.isEmpty() ? null : union.getLast();
            if (last == null
                    || (last.end() != 0 && Long.compareUnsigned(last.end(), next.start()) < 0)) {
                union.add(next);
            } else if (last.end() != 0 && Long.compareUnsigned(last.last(), next.last()) < 0) {
                union.set(union.size() - 1, new KeyRange(last.start(), next.end()));
            }
        }
        return new KeyRanges(union);
    }

    /** Whether {@code key} is in one of them; it counts as its UTF-8 bytes. */
    public boolean contains(String key) {
        return containsHash(KeyHash.of(key));
    }

    /** As {@link #contains(String)}. */
    public boolean contains(byte[] key) {
        return containsHash(KeyHash.of(key));
    }

    /** As {@link #contains(String)}, for the key whose {@link KeyHash} is {@code hash}. */
    public boolean containsHash(long hash) {
        int low = 0;
        int high = ranges.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(ranges.get(middle).last(), hash) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < ranges.size() && ranges.get(low).contains(hash);
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** How many ranges there are, not keys. */
    public int size() {
        return ranges.size();
    }

    /** Ascending; no two overlap or touch. Can't be changed. */
    public List<KeyRange> asList() {
        return ranges;
    }

    @Override
    public Iterator<KeyRange> iterator() {
        return ranges.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRanges that && ranges.equals(that.ranges);
    }

    @Override
    public int hashCode() {
        return ranges.hashCode();
    }

    /** As a list of {@link KeyRange}. */
    @Override
    public String toString() {
        return ranges.toString();
    }
}
