package io.centrifuge.core.manager;

import java.time.Duration;

/**
 * How long an owner that joined waits for others, so that many which join together are one plan and
 * each range moves once. Only moves from owners that are there wait, and the first grants of a
 * service that nobody holds; what comes free meanwhile goes by the plan there is. Immutable.
 *
 * @param quiet planned once no other has joined for this long; 0 or more
 * @param longest planned after this long at the latest; {@code quiet} or more
 */
public record JoinWait(Duration quiet, Duration longest) {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** The default: a quarter of a second without another, two seconds at most. */
    public static final JoinWait STANDARD =
            new JoinWait(Duration.ofMillis(250), Duration.ofSeconds(2));

    /** For tests: each join is a plan of its own, made at once. */
    public static final JoinWait NONE = new JoinWait(Duration.ZERO, Duration.ZERO);

    public JoinWait {
        if (quiet.isNegative() || longest.compareTo(quiet) < 0 || longest.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    ("an owner that joined must wait 0 or longer for others, at least as long at"
                                    + " most, and a minute at most, but waits %s, and %s at most")
                            .formatted(quiet, longest));
        }
    }

    long quietNanos() {
        return quiet.toNanos();
    }

    long longestNanos() {
        return longest.toNanos();
    }
}
