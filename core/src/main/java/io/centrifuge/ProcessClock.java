package io.centrifuge;

/**
 * The clocks of a process and the wait for a time on them: those of the machine that it runs on, or
 * those that a test moves. Safe for use by any number of threads.
 */
public interface ProcessClock {
    /** What {@link #wall} may be behind the wall clock because it was rounded down. */
    long WALL_RESOLUTION_NANOS = 999_999;

    /** Monotonic nanoseconds, as {@code System.nanoTime()}; wraps around. Allocates nothing. */
    long monotonic();

    /**
     * Nanoseconds since the epoch, rounded down to the wall clock's resolution, which is {@link
     * #WALL_RESOLUTION_NANOS} at worst. Allocates nothing.
     */
    long wall();

    default ClockReading read() {
        return new ClockReading(monotonic(), wall());
    }

    /**
     * Runs {@code task} on a thread of the clock's, once {@link #monotonic} has reached {@code at};
     * it must be quick and not throw.
     */
    Alarm alarm(long at, Runnable task);

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Alarm {
        /** Doesn't run it if it hasn't begun. */
        void cancel();
    }
}
