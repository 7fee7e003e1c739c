package io.centrifuge.protocol.wire;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions of the protocol that one side of a call speaks: all from {@code oldest} to {@code
 * newest}.
 *
 * @param oldest from 1
 * @param newest at least {@code oldest}
 */
record VersionRange(int oldest, int newest) {
    /** Such as {@code 1} or {@code 1-3}; nine digits at most. */
    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,8})(?:-([1-9]\\d{0,8}))?");

    VersionRange {
        if (oldest < 1 || newest < oldest) {
            throw new IllegalArgumentException(
                    "versions must be from 1 up, the older first, but are %d to %d"
                            .formatted(oldest, newest));
        }
    }

    /** What {@link #toString} made; empty if it is no such text. */
    static Optional<VersionRange> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int oldest = Integer.parseInt(matcher.group(1));
        int newest = matcher.group(2) == null ? oldest : Integer.parseInt(matcher.group(2));
        return newest < oldest ? Optional.empty() : Optional.of(new VersionRange(oldest, newest));
    }

    /** The highest version that both speak; empty if there is none. */
    OptionalInt common(VersionRange other) {
        int highest = Math.min(newest, other.newest);
        return highest < Math.max(oldest, other.oldest)
                ? OptionalInt.empty()
                : OptionalInt.of(highest);
    }

    @Override
    public String toString() {
        return oldest == newest ? String.valueOf(oldest) : oldest + "-" + newest;
    }
}
