package io.centrifuge.owner;

import io.centrifuge.ClockReading;
import io.centrifuge.LeaseCheck;
import io.centrifuge.ProcessClock;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.state.Lease;

import java.time.Duration;

/**
 * Where the application's threads meet the driver's: it publishes, they check (docs/protocol.md,
 * "Clocks, one snapshot"). Checks never block and allocate nothing.
 *
 * <p>Invariant: a check reads the one reference, once, and then the clocks. So what it says is held
 * was held when it read the reference: the snapshot was the newest at that instant, and what the
 * clocks allow later they allowed then. Were they read first, a snapshot that was published when
 * its term was over already would be taken to be in time.
 */
final class LeaseChecks {
    /** How far into a term it surely is, though the wall clock is rounded. */
    private static final long ROUNDING = ProcessClock.WALL_RESOLUTION_NANOS;

    /** No lease is longer than this. */
    private static final Duration LONGEST_MARGIN = Duration.ofDays(2);

    private final ProcessClock clock;
    private volatile OwnerSnapshot snapshot = OwnerSnapshot.EMPTY;

    LeaseChecks(ProcessClock clock) {
        this.clock = clock;
    }

    /** On the driver's thread, before any message that says so leaves. */
    void publish(OwnerSnapshot newest) {
        snapshot = newest;
    }

    /** The newest. To be read before the clocks. */
    OwnerSnapshot snapshot() {
        return snapshot;
    }

    LeaseCheck check(long hash, long marginNanos) {
        OwnerSnapshot read = snapshot;
        return read.check(hash, clock.monotonic(), clock.wall() + ROUNDING, marginNanos);
    }

    LeaseCheck check(long hash, Duration margin) {
        if (margin.isNegative()) {
            throw new IllegalArgumentException(
                    "the margin is %s: give 0 or more".formatted(margin));
        }
        Duration left = margin.compareTo(LONGEST_MARGIN) > 0 ? LONGEST_MARGIN : margin;
        return check(hash, left.toNanos());
    }

    int heldRanges() {
        OwnerSnapshot read = snapshot;
        ClockReading now = new ClockReading(clock.monotonic(), clock.wall() + ROUNDING);
        return read.remainingNanos(now) > 0
                ? read.leases().pieces(Lease::isHeld).size()
                : 0;
    }

    boolean isContinuous(long hash, long number) {
        OwnerSnapshot read = snapshot;
        return number > 0
                && read.isHeldSince(hash, number, clock.monotonic(), clock.wall() + ROUNDING);
    }
}
