package io.centrifuge.core.owner;

import io.centrifuge.ClockReading;
import io.centrifuge.LeaseTiming;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.Lease;

/**
 * What an owner holds, until when, and what it has given up for good. All its leases end together,
 * for every list renews or drops each of them. One thread.
 */
final class Holdings {
    /** How many pieces {@link #ended} may have before its details are forgotten. */
    static final int MOST_ENDED = 4096;

    private static final ClockReading NEVER_STARTED = new ClockReading(0, 0);

    private RangeMap<Lease> leases = RangeMap.of(Lease.NONE);

    /** Of every key, the highest lease number that ended here; nothing up to it comes back. */
    private RangeMap<Long> ended = RangeMap.of(0L);

    /** Read before the request was sent on which the leases rest. */
    private ClockReading start = NEVER_STARTED;

    private long leaseNanos;

    RangeMap<Lease> leases() {
        return leases;
    }

    OwnerSnapshot snapshot() {
        return new OwnerSnapshot(leases, start, leaseNanos);
    }

    /** Whether something is held whose time is over by either clock. */
    boolean isOver(ClockReading now) {
        return leases.any(Lease::isHeld) && now.endsFrom(start, leaseNanos);
    }

    /** Ends every lease for good; returns false, for nothing was refused. */
    boolean dropAll() {
        become(RangeMap.of(Lease.NONE));
        return false;
    }

    /**
     * Takes over a complete list that lasts as long as a request sent after {@code requestSent}.
     *
     * @return whether something in it was refused: its number had ended here, or its time is over
     */
    boolean believe(
            RangeMap<Lease> list, ClockReading requestSent, LeaseTiming timing, ClockReading now) {
        boolean over = now.endsFrom(requestSent, timing.ownerNanos());
        RangeMap<Lease> believed = list.zip(
                ended, (lease, number) -> over || lease.number() <= number ? Lease.NONE : lease);
        become(believed);
        start = requestSent;
        leaseNanos = timing.ownerNanos();
        return !believed.equals(list);
    }

    private void become(RangeMap<Lease> next) {
        RangeMap<Long> ending = leases.zip(
                next, (before, after) -> before.number() == after.number() ? 0L : before.number());
        ended = ended.zip(ending, Math::max);
        leases = next;
        if (ended.size() > MOST_ENDED) {
            forgetDetails();
        }
    }

    /**
     * Keeps what ended in bounds: numbers only grow, so below a held number nothing comes back, and
     * elsewhere nothing up to the highest number that ended anywhere. That may refuse a lease which
     * is on its way; its number is then lost, and the range is granted again.
     */
    private void forgetDetails() {
        long highest = ended.pieces().stream().mapToLong(Piece::value).max().orElse(0);
        ended = leases.map(lease -> lease.isHeld() ? lease.number() - 1 : highest);
    }
}
