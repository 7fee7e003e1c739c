package io.centrifuge.core.lookup;

import io.centrifuge.ClockReading;

import java.time.Duration;

/**
 * How far a lookup's table is vouched for: at some instant after {@code since} it was the newest
 * that a manager knew which vouched for what it knew. Immutable.
 *
 * @param since read before the question was sent that the manager answered, so that neither the
 *     network nor a suspended process makes a table look newer than it is; before the first answer,
 *     read at the lookup's start
 */
public record Confirmation(ClockReading since) {
    /**
     * From this age on a table counts as stale. A manager is asked each {@link
     * LookupMachine#POLL_PERIOD}, and a question that nobody answers fails after five seconds; the
     * other three are for a handshake with the next manager. So one manager that falls silent makes
     * no table stale.
     */
    public static final Duration STALE_AFTER = Duration.ofSeconds(38);

    /**
     * How old what is known may be: by the clock that advanced more, for the monotonic one may
     * stand still while the machine is suspended. 0 or more.
     */
    public long ageNanos(ClockReading now) {
        long passed = Math.max(now.monotonic() - since.monotonic(), now.wall() - since.wall());
        return Math.max(0, passed);
    }

    /** Whether nobody has vouched for the table for {@link #STALE_AFTER}. */
    public boolean isStale(ClockReading now) {
        return now.endsFrom(since, STALE_AFTER.toNanos());
    }

    /** That a manager answered what was {@code asked}, if that was later. */
    Confirmation answered(ClockReading asked) {
        return asked.monotonic() - since.monotonic() >= 0 ? new Confirmation(asked) : this;
    }

    /** Monotonic nanoseconds from which on it is stale, as long as the clocks keep together. */
    long staleAt() {
        return since.monotonic() + STALE_AFTER.toNanos();
    }
}
