package io.centrifuge.core.owner;

import io.centrifuge.ClockReading;
import io.centrifuge.LeaseCheck;
import io.centrifuge.core.key.RangeIndex;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.Lease;

/**
 * An owner's ranges and both ends of its duration, in one immutable object, so that a check that
 * reads one reference sees ranges and duration that belong together (docs/protocol.md, "Clocks, one
 * snapshot"). Safe for use by any number of threads; its methods never block and never allocate.
 *
 * <p>Read the reference to the snapshot first and the clocks after: then the check took effect when
 * the reference was read, for what the clocks allow later they allowed at that instant too.
 */
public final class OwnerSnapshot {
    /** Holds nothing. */
    public static final OwnerSnapshot EMPTY =
            new OwnerSnapshot(RangeMap.of(Lease.NONE), new ClockReading(0, 0), 0);

    private final RangeMap<Lease> leases;
    private final ClockReading start;
    private final long leaseNanos;
    private final LeaseCheck[] checks;
    private final RangeIndex index;

    /**
     * @param start read before the request was sent on which the leases rest
     * @param leaseNanos the owner's duration, in nanoseconds
     */
    OwnerSnapshot(RangeMap<Lease> leases, ClockReading start, long leaseNanos) {
        this.leases = leases;
        this.start = start;
        this.leaseNanos = leases.any(Lease::isHeld) ? leaseNanos : 0;
        this.index = new RangeIndex(leases);
        this.checks = new LeaseCheck[leases.size()];
        for (int i = 0; i < checks.length; i++) {
            long number = leases.value(i).number();
            checks[i] = number == 0 ? LeaseCheck.NOT_HELD : new LeaseCheck(true, number);
        }
    }

    /**
     * Whether {@code hash} is held, with a duration that has at least {@code marginNanos} left.
     *
     * @param monotonic nanoseconds, read after the reference to this snapshot was
     * @param wall nanoseconds, likewise
     * @param marginNanos 0 or more
     */
    public LeaseCheck check(long hash, long monotonic, long wall, long marginNanos) {
        return isOver(monotonic, wall, marginNanos)
                ? LeaseCheck.NOT_HELD
                : checks[index.indexOf(hash)];
    }

    /**
     * Whether {@code hash} has been held without a gap since {@code number}; clocks as in {@link
     * #check}.
     */
    public boolean isHeldSince(long hash, long number, long monotonic, long wall) {
        if (isOver(monotonic, wall, 0)) {
            return false;
        }
        Lease lease = leases.value(index.indexOf(hash));
        return lease.isHeld() && lease.stateSince() <= number && number <= lease.number();
    }

    /** The lease of every key, whether or not the duration is over. */
    public RangeMap<Lease> leases() {
        return leases;
    }

    /**
     * How much of the duration is left, in nanoseconds; 0 or less when it is over or nothing is
     * held.
     */
    public long remainingNanos(ClockReading now) {
        return leaseNanos
                - Math.max(now.monotonic() - start.monotonic(), now.wall() - start.wall());
    }

    private boolean isOver(long monotonic, long wall, long marginNanos) {
        long left = leaseNanos - marginNanos;
        return monotonic - start.monotonic() >= left || wall - start.wall() >= left;
    }
}
