package io.centrifuge.core.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the leader remembers, for this term only, of one incarnation: the two sequence numbers, the
 * last request handled, and what was offered. Soft state: a new leader starts without it.
 */
final class ManagerSession {
    final OwnerRef owner;

    /** Numbers up to this one were used in this term by sessions before. */
    private final long used;

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

    /** The newest list that the owner has handled, so not merely seen. */
    private long handledList;

    private boolean retiring;
    private boolean leaving;

    /** Where its application answers, says the newest request handled; null before that. */
    private @Nullable OwnerAddress address;

    /**
     * Monotonic nanoseconds from which the owner can't hold anything that lists have named. Never
     * goes back.
     */
    private long heldUntil;

    /** What the newest list named. */
    private RangeMap<Lease> listed;

    /** What the newest list said of how long the owner is kept out. */
    private long toldKeptOut;

    /** Whether the newest list said that the owner may leave. */
    private boolean toldMayLeave;

    /** Of each lease that it named, the first list that did; means nothing elsewhere. */
    private RangeMap<Long> firstIn = RangeMap.of(0L);

    /**
     * @param held what the table says that the owner has, which earlier leaders may have named to
     *     it
     * @param heldUntil see the field
     * @param used see the field
     */
    ManagerSession(OwnerRef owner, RangeMap<Lease> held, long heldUntil, long used) {
        this.owner = owner;
        this.used = used;
        this.sent = used;
        this.heldUntil = heldUntil;
        this.listed = held;
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
     * @return whether it passes: its sender had seen the newest message of this session, if there
     *     is one
     */
    boolean see(OwnerRequest request) {
        seen = request.sequence();
        return sent == used || request.seen() >= sent;
    }

    /** Handles a request that passed: the leases that the next list names last from it. */
    void handle(OwnerRequest request, ClockReading now, long managerNanos) {
        handled = request.sequence();
        acknowledged = request.seen();
        handledList = request.handled();
        retiring |= request.retiring();
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

    /** Whether something new may be leased to it: it is live, and not about to leave. */
    boolean isTaking() {
        return isLive() && !retiring;
    }

    /** Whether it is about to leave, or does. */
    boolean isRetiring() {
        return retiring;
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

    /** Whether the list pushed last hasn't been acknowledged; no other is pushed then. */
    boolean awaitsAcknowledgement() {
        return pushed > acknowledged;
    }

    /** Whether the newest list named just these. */
    boolean wasListed(RangeMap<Lease> leases) {
        return leases.equals(listed);
    }

    /**
     * Whether the newest list said whether the owner is kept out, or cordoned, and may leave, as it
     * is now.
     */
    boolean wasTold(long keptOutNanos, boolean mayLeave) {
        long cordoned = ManagerMessage.Leases.CORDONED;
        return keptOutNanos > 0 == toldKeptOut > 0
                && (keptOutNanos == cordoned) == (toldKeptOut == cordoned)
                && mayLeave == toldMayLeave;
    }

    boolean wasToldThatItMayLeave() {
        return toldMayLeave;
    }

    /** Whether the newest list named a lease of the key that {@code list} had named already. */
    RangeMap<Boolean> namedBy(long list) {
        return listed.zip(firstIn, (lease, first) -> lease.isHeld() && first <= list);
    }

    /** Whether the owner has handled a list that named the range under that number. */
    boolean hasHad(KeyRange range, long number) {
        return listed.pieces(range).stream().allMatch(piece -> piece.value().number() == number)
                && firstIn.pieces(range).stream().allMatch(piece -> piece.value() <= handledList);
    }

    /**
     * The next list, which names {@code leases}.
     *
     * @param keptOutNanos see {@link ManagerMessage.Leases}, as for {@code mayLeave}
     */
    ManagerMessage.Leases list(
            Grantor grantor,
            RangeMap<Lease> leases,
            List<Handover> recalls,
            long keptOutNanos,
            boolean mayLeave,
            boolean push) {
        sent++;
        toldKeptOut = keptOutNanos;
        toldMayLeave = mayLeave;
        if (push) {
            pushed = sent;
        }
        if (!wasListed(leases)) {
            RangeMap<Boolean> same = listed.zip(leases, Lease::equals);
            firstIn = firstIn.zip(same, (first, is) -> is ? first : sent);
            listed = leases;
        }
        return new ManagerMessage.Leases(
                grantor.service(),
                owner,
                grantor.term(),
                sent,
                seen,
                handled,
                grantor.timing(),
                leases,
                recalls,
                keptOutNanos,
                mayLeave);
    }

    long sent() {
        return sent;
    }

    long seen() {
        return seen;
    }
}
