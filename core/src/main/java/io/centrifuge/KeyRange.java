package io.centrifuge;

/**
 * A half-open interval of key hashes, {@code start <= hash < end}, both unsigned 64-bit. It is
 * never empty. Immutable.
 *
 * @param start the first key hash inside
 * @param end the first key hash after it; 0 stands for 2^64, so that {@code (0, 0)} is the whole
 *     key space
 */
public record KeyRange(long start, long end) {
    /** The whole key space. */
    public static final KeyRange ALL = new KeyRange(0, 0);

    public KeyRange {
        if (end != 0 && Long.compareUnsigned(start, end) >= 0) {
            throw new IllegalArgumentException(
                    "a range must have start < end, but got [%016x, %016x)".formatted(start, end));
        }
    }

    /** The last key hash inside, unsigned. */
    public long last() {
        return end - 1;
    }

    public boolean contains(long hash) {
        return Long.compareUnsigned(start, hash) <= 0 && Long.compareUnsigned(hash, last()) <= 0;
    }

    public boolean intersects(KeyRange other) {
        return Long.compareUnsigned(start, other.last()) <= 0
                && Long.compareUnsigned(other.start, last()) <= 0;
    }

    /**
     * {@code [start, end)} in hexadecimal; the end of the key space is written as sixteen f and a
     * plus.
     */
    @Override
    public String toString() {
        return end == 0
                ? "[%016x, ffffffffffffffff+)".formatted(start)
                : "[%016x, %016x)".formatted(start, end);
    }
}
