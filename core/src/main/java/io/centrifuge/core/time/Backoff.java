package io.centrifuge.core.time;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * How long a client waits before it tries another manager. It goes round all of them with short
 * pauses, so that the one that lives is soon found however many are dead, and pauses between
 * rounds, longer after each. All pauses are random, so that many clients that lose a manager don't
 * come at once. Not safe for use by several threads.
 */
public final class Backoff {
    private static final long SHORTEST = Duration.ofMillis(10).toNanos();
    private static final long BETWEEN_MANAGERS = Duration.ofMillis(100).toNanos();
    private static final int MOST_DOUBLINGS = 20;

    private final SplittableRandom random;
    private final int managers;
    private final long longest;

    /** Managers tried in a row, none of which answered. */
    private int failures;

    /**
     * @param managers how many there are to try, at least 1
     * @param longest nanoseconds that a pause may last, at least 100 ms
     */
    public Backoff(SplittableRandom random, int managers, long longest) {
        if (managers < 1 || longest < BETWEEN_MANAGERS) {
            throw new IllegalArgumentException(
                    "a back-off over %d managers of at most %d ns: at least 1, and %d"
                            .formatted(managers, longest, BETWEEN_MANAGERS));
        }
        this.random = random;
        this.managers = managers;
        this.longest = longest;
    }

    /** A manager answered. */
    public void heard() {
        failures = 0;
    }

    /** Whether every manager was tried since one answered, and none did. */
    public boolean wentRound() {
        return failures >= managers;
    }

    /** A manager failed: nanoseconds to wait before the next is tried. */
    public long failed() {
        failures = Math.addExact(failures, 1);
        int rounds = failures % managers == 0 ? failures / managers : 0;
        long bound = Math.min(longest, BETWEEN_MANAGERS << Math.min(rounds, MOST_DOUBLINGS));
        return random.nextLong(SHORTEST, bound + 1);
    }
}
