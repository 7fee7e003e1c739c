package io.centrifuge.core.manager;

import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.Lease;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.table.LeaseEntry;
import io.centrifuge.core.table.LeaseTable;
import io.centrifuge.core.table.OwnerId;
import io.centrifuge.core.table.OwnerRef;
import io.centrifuge.core.table.OwnerState;
import io.centrifuge.core.table.TableChange;
import io.centrifuge.core.table.TableRecord;
import io.centrifuge.core.time.ClockReading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One service's leases while this manager leads, for one term: it hears owners, decides records,
 * and names to each owner what is committed as its own and not withheld. Made anew for every term;
 * what must outlive the term is in the table. One thread.
 *
 * <p>Invariant: every held range has a session of its holder, or is withheld.
 */
final class ServiceLeasing {
    private final Leasehold leasehold;
    private final int virtualNodes;
    private final SortedMap<OwnerRef, Session> sessions = new TreeMap<>();
    private final Set<OwnerId> drains = new TreeSet<>();
    private LeaseTable table;
    private Assignment assignment;
    private RangeMap<Withheld> withheld = RangeMap.of(Withheld.NOT);

    /** Nothing else is proposed until its fate is known. */
    private @Nullable Proposal<TableRecord> inFlight;

    /** Whether leases of a lost history have surely ended; they are in no table. */
    private boolean mayGrant;

    private boolean changed = true;
    private long races;

    /**
     * @param heldUntil monotonic nanoseconds until which any lease in the table may be held, for
     *     this leader knows no renewal
     */
    ServiceLeasing(Leasehold leasehold, int virtualNodes, LeaseTable table, long heldUntil) {
        this.leasehold = leasehold;
        this.virtualNodes = virtualNodes;
        this.table = table;
        this.assignment = Assignment.of(table, virtualNodes);
        Map<OwnerRef, RangeMap<Lease>> held = Leases.byHolder(table.entries());
        for (OwnerRef owner : table.owners().keySet()) {
            sessions.put(
                    owner, new Session(owner, held.getOrDefault(owner, Leases.NONE), heldUntil));
        }
    }

    /** Ends what is over by now: it stays expired, though its owner asks again. */
    void expire(ClockReading now) {
        Set<OwnerRef> gone = new HashSet<>();
        for (Session session : sessions.values()) {
            if (session.isOver(now)) {
                gone.add(session.owner);
            }
        }
        gone.forEach(sessions::remove);
        changed |= !gone.isEmpty();
        if (gone.isEmpty() && !withheld.any(why -> isOver(why, now))) {
            return;
        }
        withheld = table.entries().zip(withheld, (entry, why) -> {
            boolean unnamed = why.is(Withheld.Why.NOT) || why.is(Withheld.Why.RECALLED);
            boolean over =
                    isOver(why, now) || (entry.holder() != null && gone.contains(entry.holder()));
            return unnamed && over ? Withheld.expired(entry.number()) : why;
        });
        changed = true;
    }

    private static boolean isOver(Withheld why, ClockReading now) {
        return why.is(Withheld.Why.RECALLED) && now.monotonic() - why.freeAt() >= 0;
    }

    /** An owner's request of this term arrived. */
    void heard(OwnerRequest request, ClockReading now, List<ManagerEffect> effects) {
        OwnerRef owner = request.owner();
        boolean superseded = table.isIn(owner, OwnerState.SUPERSEDED);
        if (superseded && !sessions.containsKey(owner)) {
            effects.add(supersededMessage(owner));
            return;
        }
        Session session = sessions.computeIfAbsent(
                owner, ref -> new Session(ref, Leases.NONE, now.monotonic()));
        if (session.isStale(request)) {
            return;
        }
        if (!session.see(request)) {
            races++;
            effects.add(new ManagerEffect.Send(new ManagerMessage.Numbers(
                    leasehold.service(), owner, leasehold.term(), session.sent(), session.seen())));
            return;
        }
        boolean wasLive = session.isLive();
        boolean wasLeaving = session.isLeaving();
        release(session, request);
        session.handle(request, now, leasehold.terms().managerNanos());
        changed |= wasLive != session.isLive() || wasLeaving != session.isLeaving();
        if (superseded) {
            effects.add(supersededMessage(owner));
            return;
        }
        if (session.isLeaving() && table.owners().containsKey(owner)) {
            return; // answered once it is committed that it has left
        }
        RangeMap<Lease> leases =
                table.entries().zip(withheld, (entry, why) -> named(owner, entry, why));
        effects.add(
                new ManagerEffect.Send(session.list(leasehold, leases, recallsOf(owner), false)));
    }

    /**
     * Notes what the owner doesn't hold. Its request passed the race rule, so no message sent
     * before can give it the range any more. A lease is not yet released where the owner holds the
     * key under an older number, for pieces that were merged since; nor where it hasn't handled a
     * list that named it: that one is named again, unless the owner is leaving.
     */
    private void release(Session session, OwnerRequest request) {
        OwnerRef owner = request.owner();
        RangeMap<LeaseEntry> missing = table.entries()
                .zip(
                        request.held(),
                        (entry, number) -> entry.isHeldBy(owner) && number == 0
                                ? entry
                                : LeaseEntry.NEVER_LEASED);
        if (!missing.any(entry -> entry.number() != 0)) {
            return;
        }
        RangeMap<Boolean> delivered =
                session.offered().map(offer -> request.leaving() || offer.wasIn(request.handled()));
        RangeMap<Withheld> before = withheld;
        RangeMap<Withheld> released = missing.zip(
                        delivered,
                        (entry, wasDelivered) -> entry.number() != 0 && wasDelivered
                                ? Withheld.released(entry.number())
                                : Withheld.NOT)
                .zip(withheld, (release, why) -> why.is(Withheld.Why.NOT) ? release : why);
        withheld = missing.zip(
                released,
                (entry, why) -> entry.number() != 0 && why.is(Withheld.Why.RECALLED)
                        ? Withheld.released(entry.number())
                        : why);
        for (Handover handover : request.transferred()) {
            transfer(handover, missing, before);
        }
        changed |= !withheld.equals(before);
    }

    /**
     * Believes a release that says "transferred" only of what this leader recalled for that
     * successor.
     */
    private void transfer(
            Handover handover, RangeMap<LeaseEntry> missing, RangeMap<Withheld> before) {
        for (Piece<Withheld> piece : before.pieces(handover.range())) {
            Withheld why = piece.value();
            boolean recalled = why.is(Withheld.Why.RECALLED)
                    && why.number() == handover.number()
                    && handover.successor().equals(why.successor());
            boolean gone = missing.pieces(piece.range()).stream()
                    .allMatch(part -> part.value().number() == handover.number());
            if (recalled && gone) {
                withheld = withheld.with(
                        piece.range(),
                        new Withheld(why.number(), Withheld.Why.TRANSFERRED, why.successor(), 0));
            }
        }
    }

    /** Nothing to do where it drains already; kept, the order would drain its successor. */
    void drain(OwnerId owner) {
        if (table.bearer(owner)
                .filter(ref -> table.isIn(ref, OwnerState.ACTIVE))
                .isPresent()) {
            drains.add(owner);
            changed = true;
        }
    }

    /** The log moved this service's table on. */
    void applied(LeaseTable next, List<ManagerEffect> effects) {
        LeaseTable before = table;
        table = next;
        inFlight = null;
        changed = true;
        withheld = table.entries().zip(withheld, this::withheldStill);
        drains.removeIf(id -> table.bearer(id)
                .filter(ref -> table.isIn(ref, OwnerState.ACTIVE))
                .isEmpty());
        if (!before.owners().equals(table.owners())) {
            assignment = Assignment.of(table, virtualNodes);
            ownersChanged(before, effects);
        }
    }

    /** What is granted to who has left meanwhile, no list has named to it, nor will. */
    private Withheld withheldStill(LeaseEntry entry, Withheld why) {
        OwnerRef holder = entry.holder();
        if (holder == null) {
            return Withheld.NOT;
        }
        if (entry.number() == why.number()) {
            return why;
        }
        return entry.number() == table.lsn() && isLeaving(holder)
                ? Withheld.released(entry.number())
                : Withheld.NOT;
    }

    private boolean isLeaving(OwnerRef owner) {
        Session session = sessions.get(owner);
        return session != null && session.isLeaving();
    }

    private void ownersChanged(LeaseTable before, List<ManagerEffect> effects) {
        for (Session session : List.copyOf(sessions.values())) {
            OwnerRef owner = session.owner;
            boolean superseded = table.isIn(owner, OwnerState.SUPERSEDED);
            if (superseded && !before.isIn(owner, OwnerState.SUPERSEDED)) {
                effects.add(supersededMessage(owner));
            }
            boolean left = session.isLeaving() && !table.owners().containsKey(owner);
            if (left) {
                effects.add(new ManagerEffect.Send(
                        session.list(leasehold, Leases.NONE, List.of(), false)));
            }
            if (left || (superseded && !table.holdsAnything(owner))) {
                sessions.remove(owner);
            }
        }
    }

    /** Decides, proposes, and tells owners, as far as anything changed. */
    void advance(ClockReading now, long retryNanos, boolean grants, List<ManagerEffect> effects) {
        if (inFlight != null) {
            inFlight.again(now, retryNanos)
                    .ifPresent(record -> effects.add(new ManagerEffect.Propose(record)));
        }
        if (!changed && mayGrant == grants) {
            return;
        }
        changed = false;
        mayGrant = grants;
        recall();
        propose(now, effects);
        push(effects);
    }

    /**
     * Withholds what is planned for somebody who is there to take it, and what nobody is there to
     * hold.
     */
    private void recall() {
        RangeMap<Withheld> wanted = table.entries().zip(assignment.targets(), this::reasonToTake);
        withheld = withheld.zip(wanted, (why, want) -> why.is(Withheld.Why.NOT) ? want : why);
    }

    private Withheld reasonToTake(LeaseEntry entry, Optional<OwnerRef> target) {
        OwnerRef holder = entry.holder();
        if (holder == null) {
            return Withheld.NOT;
        }
        Session session = sessions.get(holder);
        if (session == null) {
            // Granted after its owner had expired; no list has named it.
            return Withheld.expired(entry.number());
        }
        OwnerRef successor =
                target.filter(ref -> !ref.equals(holder)).filter(this::isLive).orElse(null);
        return successor != null || table.isIn(holder, OwnerState.SUPERSEDED)
                ? new Withheld(
                        entry.number(), Withheld.Why.RECALLED, successor, session.heldUntil())
                : Withheld.NOT;
    }

    private boolean isLive(OwnerRef owner) {
        Session session = sessions.get(owner);
        return session != null && session.isLive();
    }

    private void propose(ClockReading now, List<ManagerEffect> effects) {
        if (inFlight != null) {
            return;
        }
        List<TableChange> changes =
                new Decision(table, withheld, assignment, sessions, drains, mayGrant).changes();
        if (changes.isEmpty()) {
            return;
        }
        for (TableChange change : changes) {
            if (change instanceof TableChange.Merged merged) {
                table.entries()
                        .pieces(merged.range())
                        .forEach(piece -> withheld = withheld.with(
                                piece.range(),
                                new Withheld(
                                        piece.value().number(), Withheld.Why.MERGING, null, 0)));
            }
        }
        TableRecord record =
                new TableRecord(leasehold.term(), leasehold.service(), table.lsn(), changes);
        inFlight = new Proposal<>(record, now);
        effects.add(new ManagerEffect.Propose(record));
    }

    /**
     * Tells each owner whose list changed, one unacknowledged list at a time; the rest waits for
     * its request.
     */
    private void push(List<ManagerEffect> effects) {
        Map<OwnerRef, RangeMap<Lease>> namable = Leases.byHolder(table.entries()
                .zip(
                        withheld,
                        (entry, why) ->
                                why.is(Withheld.Why.NOT) ? entry : LeaseEntry.NEVER_LEASED));
        for (Session session : sessions.values()) {
            RangeMap<Lease> leases = namable.getOrDefault(session.owner, Leases.NONE);
            if (session.isLive()
                    && !table.isIn(session.owner, OwnerState.SUPERSEDED)
                    && !session.awaitsAcknowledgement()
                    && !session.wasOffered(leases)) {
                effects.add(new ManagerEffect.Send(
                        session.list(leasehold, leases, recallsOf(session.owner), true)));
            }
        }
    }

    private List<Handover> recallsOf(OwnerRef owner) {
        if (!withheld.any(why -> why.is(Withheld.Why.RECALLED))) {
            return List.of(); // as nearly always
        }
        List<Handover> recalls = new ArrayList<>();
        RangeMap<Withheld> recalled = table.entries()
                .zip(
                        withheld,
                        (entry, why) -> entry.isHeldBy(owner) && why.is(Withheld.Why.RECALLED)
                                ? why
                                : Withheld.NOT);
        for (Piece<Withheld> piece : recalled.pieces(why -> why.successor() != null)) {
            OwnerRef successor = Objects.requireNonNull(piece.value().successor());
            recalls.add(new Handover(piece.range(), piece.value().number(), successor));
        }
        return recalls;
    }

    private static Lease named(OwnerRef owner, LeaseEntry entry, Withheld why) {
        return why.is(Withheld.Why.NOT) ? Leases.of(owner, entry) : Lease.NONE;
    }

    private ManagerEffect supersededMessage(OwnerRef owner) {
        return new ManagerEffect.Send(
                new ManagerMessage.Superseded(leasehold.service(), owner, leasehold.term()));
    }

    /** Whether a record's fate has been unknown for {@code nanos}. */
    boolean isInDoubt(ClockReading now, long nanos) {
        return inFlight != null && inFlight.isInDoubt(now, nanos);
    }

    /** How many requests crossed a message and were dropped. */
    long races() {
        return races;
    }

    /** Monotonic nanoseconds at which time alone changes something. */
    long wakeAt(ClockReading now, long retryNanos) {
        long soonest = Long.MAX_VALUE;
        for (Session session : sessions.values()) {
            soonest = Math.min(soonest, session.heldUntil() - now.monotonic());
        }
        for (Piece<Withheld> piece : withheld.pieces(why -> why.is(Withheld.Why.RECALLED))) {
            soonest = Math.min(soonest, piece.value().freeAt() - now.monotonic());
        }
        if (inFlight != null) {
            soonest = Math.min(soonest, inFlight.wakeAt(retryNanos) - now.monotonic());
        }
        return soonest == Long.MAX_VALUE ? soonest : now.monotonic() + Math.max(0, soonest);
    }
}
