package io.centrifuge.protocol.wire;

import io.centrifuge.KeyRange;

/**
 * Reads the ranges of one list, in the list's order, and refuses one that is empty, out of order,
 * or overlaps another. For one thread and one list.
 */
final class RangeReader {
    private boolean isFirst = true;

    /** Where the range read last ends; 0 stands for 2^64. */
    private long end;

    KeyRange next(FieldPath field, long start, long newEnd) throws MalformedMessageException {
        KeyRange range = single(field, start, newEnd);
        if (!isFirst && (end == 0 || Long.compareUnsigned(start, end) < 0)) {
            throw field.malformed(
                    "is %s, but must start at or after the end of the range ahead of it"
                            .formatted(range));
        }
        isFirst = false;
        end = newEnd;
        return range;
    }

    /** A range that stands alone. */
    static KeyRange single(FieldPath field, long start, long end) throws MalformedMessageException {
        try {
            return new KeyRange(start, end);
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }
}
