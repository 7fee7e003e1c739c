package io.centrifuge.simulation.world;

import io.centrifuge.ClockReading;

/**
 * Both clocks of one simulated process, as functions of true time that are straight between two
 * changes. One of the two is reliable: it keeps its rate within the bound, never stops and never
 * goes back, as is assumed (docs/protocol.md, "Clocks"); the other may do anything.
 */
final class SimClock {
    private final boolean wallIsReliable;

    /** True time of the last change, and what the clocks showed then. */
    private long changedAt;

    private long monotonic;
    private long wall;
    private double monotonicRate;
    private double wallRate;
    private boolean suspended;

    SimClock(boolean wallIsReliable, double rate, long offset, long now) {
        this.wallIsReliable = wallIsReliable;
        this.monotonicRate = rate;
        this.wallRate = rate;
        this.changedAt = now;
        this.monotonic = offset;
        this.wall = 3 * offset;
    }

    boolean isWallReliable() {
        return wallIsReliable;
    }

    ClockReading read(long now) {
        long passed = now - changedAt;
        double rate = suspended ? 0 : monotonicRate;
        return new ClockReading(
                monotonic + (long) (rate * passed), wall + (long) (wallRate * passed));
    }

    /** The true time at which the monotonic clock shows {@code reading}, if nothing changes. */
    long trueTimeOf(long reading) {
        return suspended
                ? Long.MAX_VALUE
                : changedAt + (long) Math.ceil((reading - monotonic) / monotonicRate) + 1;
    }

    void suspend(long now) {
        rebase(now);
        suspended = true;
    }

    void resume(long now) {
        rebase(now);
        suspended = false;
    }

    void stepWall(long nanos, long now) {
        rebase(now);
        wall += nanos;
    }

    void runAt(double newMonotonicRate, double newWallRate, long now) {
        rebase(now);
        monotonicRate = newMonotonicRate;
        wallRate = newWallRate;
    }

    private void rebase(long now) {
        ClockReading reading = read(now);
        changedAt = now;
        monotonic = reading.monotonic();
        wall = reading.wall();
    }
}
