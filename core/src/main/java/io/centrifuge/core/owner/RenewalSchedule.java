package io.centrifuge.core.owner;

import io.centrifuge.ClockReading;
import io.centrifuge.core.time.Backoff;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * When an owner sends its next request: each renewal period; sooner, after a random back-off, when
 * messages crossed or a stream broke. One thread.
 */
final class RenewalSchedule {
    /** Until a manager has told its timing. */
    private static final long FIRST_PERIOD = Duration.ofMillis(750).toNanos();

    private static final long SHORTEST_CROSSING_BACKOFF = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_CROSSING_BACKOFF = Duration.ofMillis(50).toNanos();
    private static final long LONGEST_BACKOFF = Duration.ofSeconds(1).toNanos();

    private final SplittableRandom random;
    private final Backoff backoff;
    private long period = FIRST_PERIOD;
    private boolean started;
    private long dueAt;

    /** Since when requests have gone unanswered, and whether any has. */
    private long unansweredSince;

    private boolean unanswered;

    RenewalSchedule(int managers, long seed) {
        random = new SplittableRandom(seed);
        backoff = new Backoff(random, managers, LONGEST_BACKOFF);
    }

    boolean isDue(ClockReading now) {
        return !started || now.monotonic() - dueAt >= 0;
    }

    long dueAt() {
        return dueAt;
    }

    /**
     * Whether nothing was heard for a whole period since something was asked: the stream may be
     * half-open.
     */
    boolean wasSilent(ClockReading now) {
        boolean silent = unanswered && now.monotonic() - unansweredSince >= period;
        if (silent) {
            unansweredSince = now.monotonic();
        }
        return silent;
    }

    void renewEach(long nanos) {
        period = nanos;
    }

    void sent(ClockReading now) {
        started = true;
        dueAt = now.monotonic() + period;
        if (!unanswered) {
            unanswered = true;
            unansweredSince = now.monotonic();
        }
    }

    void heard() {
        backoff.heard();
        unanswered = false;
    }

    /** Messages crossed: the next request passes if it doesn't cross another. */
    void crossed(ClockReading now) {
        sooner(
                now,
                random.nextLong(
                        SHORTEST_CROSSING_BACKOFF,
                        Math.min(period / 8, LONGEST_CROSSING_BACKOFF)
                                + 1
                                + SHORTEST_CROSSING_BACKOFF));
    }

    void disconnected(ClockReading now) {
        sooner(now, backoff.failed());
    }

    /** An answer, so the stream isn't silent; but not of a leader. */
    void refused(ClockReading now) {
        unanswered = false;
        disconnected(now);
    }

    private void sooner(ClockReading now, long nanos) {
        if (dueAt - now.monotonic() > nanos) {
            dueAt = now.monotonic() + nanos;
        }
    }
}
