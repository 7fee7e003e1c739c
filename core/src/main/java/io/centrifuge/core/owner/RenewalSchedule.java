package io.centrifuge.core.owner;

import io.centrifuge.ClockReading;
import io.centrifuge.core.time.Backoff;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * When an owner sends its next request: each renewal period; sooner, after a random back-off, when
 * messages crossed or a stream broke. And for how long a stream may be silent: an owner that has
 * leases to lose waits for one period; one that has none waits longer each time, since what it
 * gave up may have been a handshake that takes its time. One thread.
 */
final class RenewalSchedule {
    /** Until a manager has told its timing; who holds nothing never waits less for an answer. */
    private static final long FIRST_PERIOD = Duration.ofSeconds(2).toNanos();

    /** For how long who holds nothing waits for an answer at most, unless a period is longer. */
    private static final long LONGEST_PATIENCE = Duration.ofSeconds(16).toNanos();

    private static final long SHORTEST_CROSSING_BACKOFF = Duration.ofMillis(5).toNanos();
    private static final long LONGEST_CROSSING_BACKOFF = Duration.ofMillis(50).toNanos();
    private static final int MOST_DOUBLINGS = 10;
    private static final long LONGEST_BACKOFF = Duration.ofSeconds(1).toNanos();

    private final SplittableRandom random;
    private final Backoff backoff;
    private long period = FIRST_PERIOD;
    private boolean started;
    private long dueAt;

    /** Since when requests have gone unanswered, and whether any has. */
    private long unansweredSince;

    private boolean unanswered;

    /** Streams given up since a leader spoke, while there were no leases to lose. */
    private int silences;

    /** Whether what was due has waited, since the last answer, for what may wait to be heard. */
    private boolean excused;

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
     * Whether what is due waits a little: this is asked late, so the process didn't run, and the
     * answer to what it asked may wait to be heard, which another request would cross. Once.
     */
    boolean listensFirst(ClockReading now) {
        long little = period / 4;
        if (!unanswered || excused || now.monotonic() - dueAt <= little) {
            return false;
        }
        excused = true;
        dueAt = now.monotonic() + little;
        return true;
    }

    /**
     * Whether nothing was heard for too long since something was asked: the stream may be
     * half-open.
     *
     * @param holds whether there are leases to lose
     */
    boolean wasSilent(boolean holds, ClockReading now) {
        if (!unanswered || now.monotonic() - unansweredSince < patience(holds)) {
            return false;
        }
        unansweredSince = now.monotonic();
        if (!holds) {
            silences = Math.addExact(silences, 1);
        }
        return true;
    }

    private long patience(boolean holds) {
        if (holds) {
            return period;
        }
        long first = Math.max(period, FIRST_PERIOD);
        int doublings = Math.min(silences, MOST_DOUBLINGS);
        return Math.max(first, Math.min(first << doublings, LONGEST_PATIENCE));
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

    /** A leader spoke. */
    void heard() {
        backoff.heard();
        silences = 0;
        nothingIsAwaited();
    }

    private void nothingIsAwaited() {
        unanswered = false;
        excused = false;
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

    /** What was asked is lost, and the next stream has its own time. */
    void disconnected(ClockReading now) {
        nothingIsAwaited();
        sooner(now, backoff.failed());
    }

    /** An answer, so the stream isn't silent; but not of a leader. */
    void refused(ClockReading now) {
        disconnected(now);
    }

    private void sooner(ClockReading now, long nanos) {
        if (dueAt - now.monotonic() > nanos) {
            dueAt = now.monotonic() + nanos;
        }
    }
}
