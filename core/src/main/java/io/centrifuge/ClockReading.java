package io.centrifuge;

/**
 * Both clocks of one process, read together. Only differences between readings of the same process
 * mean anything. Immutable.
 *
 * <p>Assumed of every process (docs/protocol.md, "Clocks"): the monotonic clock never advances
 * faster than the rate bound allows, though it may stop while the machine is suspended; the wall
 * clock may jump either way; over any lease, at least one of the two keeps the stated rate.
 *
 * @param monotonic nanoseconds, as {@code System.nanoTime()}; wraps around
 * @param wall nanoseconds since the epoch, as far as the wall clock knows
 */
public record ClockReading(long monotonic, long wall) {
    /**
     * Whether a lease that began at {@code start} is over: either clock has advanced by it. The
     * rule for those who must <em>stop</em> at the end: an owner, and a leader's own leadership.
     */
    public boolean endsFrom(ClockReading start, long nanos) {
        return monotonic - start.monotonic >= nanos || wall - start.wall >= nanos;
    }

    /**
     * Whether {@code nanos} have surely passed since {@code start}. The rule for those who must
     * <em>wait</em>: a manager before it takes, a standby before it takes over. The monotonic clock
     * alone: when it stops, the wait is longer, which is safe; the wall clock might jump ahead.
     */
    public boolean surelyAfter(ClockReading start, long nanos) {
        return monotonic - start.monotonic >= nanos;
    }
}
