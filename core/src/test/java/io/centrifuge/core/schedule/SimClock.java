package io.centrifuge.core.schedule;

import io.centrifuge.core.time.ClockReading;

import java.util.SplittableRandom;

/**
 * Both clocks of one simulated process, as functions of true time. Rates of two processes differ by
 * less than the bound of 1.2. A process either suffers suspends, during which its monotonic clock
 * stands still, or jumps of its wall clock, never both: at least one clock keeps the rate.
 */
final class SimClock {
    final boolean suspends;
    private final double rate;
    private final long offset;
    private long stopped;
    private long suspendedSince = -1;
    private long jumped;

    SimClock(SplittableRandom random) {
        suspends = random.nextBoolean();
        rate = 0.92 + 0.18 * random.nextDouble();
        offset = random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L);
    }

    ClockReading read(long trueTime) {
        long standing = suspendedSince < 0 ? 0 : trueTime - suspendedSince;
        long monotonic = (long) (rate * (trueTime - stopped - standing)) + offset;
        long wall = (long) (rate * trueTime) + 3 * offset + jumped;
        return new ClockReading(monotonic, wall);
    }

    /** The true time at which the monotonic clock shows {@code monotonic}, if nothing stops it. */
    long trueTimeOf(long monotonic) {
        return (long) Math.ceil((monotonic - offset) / rate) + stopped + 1;
    }

    void suspend(long trueTime) {
        suspendedSince = trueTime;
    }

    void resume(long trueTime) {
        stopped += trueTime - suspendedSince;
        suspendedSince = -1;
    }

    void jumpWall(long nanos) {
        jumped += nanos;
    }
}
