package io.centrifuge.core.manager;

import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.Lease;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.table.OwnerAddress;
import io.centrifuge.core.table.OwnerRef;
import io.centrifuge.core.time.ClockReading;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the leader remembers, for this term only, of one incarnation: the two sequence numbers, the
 * last request handled, and what was offered. Soft state: a new leader starts without it.
 */
final class Session {
    /** A lease that a list named, and the number of the first list that did. */
    record Offer(Lease lease, long firstIn) {
        static final Offer NONE = new Offer(Lease.NONE, 0);

        /** Whether the owner that has handled {@code list} was told of it. */
        boolean wasIn(long list) {
            return lease.isHeld() && firstIn <= list;
        }
    }

    final OwnerRef owner;

    /** The newest sequence number used; the owner is shown it in every message. */
    private long sent;

    /** The newest request seen, handled or dropped. */
    private long seen;

    /** The newest request handled; 0 while the session is only inherited from the table. */
    private long handled;

    /**
     * The list that was pushed last; unacknowledged while the owner hasn't shown that it saw it.
     */
    private long pushed;

    private long acknowledged;
    private boolean leaving;

    /** Where its application answers, says the newest request handled; null before that. */
    private @Nullable OwnerAddress address;

    /**
     * Monotonic nanoseconds from which the owner can't hold anything that lists have named. Never
     * goes back.
     */
    private long heldUntil;

    /** What the newest list named. */
    private RangeMap<Offer> offered;

    /**
     * @param held what the table says that the owner has, which earlier leaders may have named to
     *     it
     * @param heldUntil see the field
     */
    Session(OwnerRef owner, RangeMap<Lease> held, long heldUntil) {
        this.owner = owner;
        this.heldUntil = heldUntil;
        this.offered = held.map(lease -> lease.isHeld() ? new Offer(lease, 0) : Offer.NONE);
    }

    /**
     * Whether the request is older than one seen already, or a repetition; it must then be ignored.
     */
    boolean isStale(OwnerRequest request) {
        return request.sequence() <= seen;
    }

    /**
     * Notes that the request was seen.
     *
     * @return whether it passes: its sender had seen the newest message of this session
     */
    boolean see(OwnerRequest request) {
        boolean first = seen == 0;
        seen = request.sequence();
        if (first) {
            // The numbers run on where an earlier session of this term left off.
            sent = Math.max(sent, request.seen());
        }
        return request.seen() >= sent;
    }

    /** Handles a request that passed: the leases that the next list names last from it. */
    void handle(OwnerRequest request, ClockReading now, long managerNanos) {
        handled = request.sequence();
        acknowledged = request.seen();
        leaving |= request.leaving();
        address = request.address();
        long until = now.monotonic() + managerNanos;
        if (until - heldUntil > 0) {
            heldUntil = until;
        }
    }

    /** Whether a request was handled in this term, and the owner wants to stay. */
    boolean isLive() {
        return handled != 0 && !leaving;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Where its application answers; only of one that is live. */
    OwnerAddress address() {
        return Objects.requireNonNull(address);
    }

    long heldUntil() {
        return heldUntil;
    }

    boolean isOver(ClockReading now) {
        return now.monotonic() - heldUntil >= 0;
    }

    /** Whether the list pushed last hasn't been acknowledged; no other is pushed then. */
    boolean awaitsAcknowledgement() {
        return pushed > acknowledged;
    }

    boolean wasOffered(RangeMap<Lease> leases) {
        return offered.map(Offer::lease).equals(leases);
    }

    /** Of every key, the lease that the newest list named, and in which list first. */
    RangeMap<Offer> offered() {
        return offered;
    }

    /** The next list, which names {@code leases}. */
    ManagerMessage.Leases list(
            Leasehold leasehold, RangeMap<Lease> leases, List<Handover> recalls, boolean push) {
        sent++;
        if (push) {
            pushed = sent;
        }
        offered = offered.zip(leases, (before, lease) -> offer(before, lease, sent));
        return new ManagerMessage.Leases(
                leasehold.service(),
                owner,
                leasehold.term(),
                sent,
                seen,
                handled,
                leasehold.terms(),
                leases,
                recalls);
    }

    private static Offer offer(Offer before, Lease lease, long list) {
        if (!lease.isHeld()) {
            return Offer.NONE;
        }
        return before.lease().equals(lease) ? before : new Offer(lease, list);
    }

    long sent() {
        return sent;
    }

    long seen() {
        return seen;
    }
}
