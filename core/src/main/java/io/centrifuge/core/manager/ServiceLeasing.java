package io.centrifuge.core.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One service's leases while this manager leads, for one term: it hears owners, decides records,
 * and names to each owner what is committed as its own and not withheld. Made for every term;
 * what must outlive the term is in the table. One thread.
 *
 * <p>Invariant: every held range has a session of its holder, or is withheld.
 */
final class ServiceLeasing {
    private final Grantor grantor;
    private final Roster roster = new Roster();
    private final Agenda agenda = new Agenda();
    private final Takings takings = new Takings(agenda);
    private final Placement placement;
    private final Recalls recalls;
    private final Flapping flapping;
    private final Retiring retiring = new Retiring(roster, takings);
    private Orders orders;
    private LeaseTable table;

    /** Nothing else is proposed until its fate is known. */
    private @Nullable Proposal<TableRecord> inFlight;

    private long races;

    /**
     * @param placement of the same table
     * @param heldUntil monotonic nanoseconds until which any lease in the table may be held, for
     *     this leader knows no renewal
     */
    ServiceLeasing(Grantor grantor, Placement placement, LeaseTable table, long heldUntil) {
        this.grantor = grantor;
        this.table = table;
        this.placement = placement;
        this.recalls = new Recalls(takings, placement, roster, agenda);
        this.orders = new Orders(table);
        this.flapping = new Flapping(grantor, table);
        lookAtAll();
        for (OwnerRef owner : table.owners().keySet()) {
            roster.add(new ManagerSession(owner, table.heldBy(owner), heldUntil, 0));
            if (table.isIn(owner, OwnerState.SUPERSEDED)) {
                recalls.fromSuperseded(owner, table);
                forgetIfDone(owner);
            }
        }
    }

    /** Puts everybody on the agenda, as at the start of a term, when nothing was looked at. */
    void lookAtAll() {
        table.owners().keySet().forEach(agenda::holdingsChanged);
        agenda.planChanged(placement.plannedOwners());
    }

    /** Ends what is over by now: it stays expired, though its owner asks again. */
    void expire(ClockReading now, List<ManagerEffect> effects) {
        takings.expireRecalled(now);
        for (OwnerRef owner : roster.over(now)) {
            roster.remove(owner);
            flapping.ended(owner, false, now.monotonic());
            recalls.heard(owner);
            agenda.owners().add(owner);
            takings.expire(owner, table.heldBy(owner));
            say(
                    effects,
                    new Transition.Expired(
                            grantor.service(),
                            owner,
                            table.heldBy(owner).pieces(Lease::isHeld).size()));
        }
    }

    /** An owner's request of this term arrived. */
    void heard(OwnerRequest request, ClockReading now, List<ManagerEffect> effects) {
        OwnerRef owner = request.owner();
        boolean superseded = isOut(owner);
        if (superseded && roster.find(owner).isEmpty()) {
            effects.add(supersededMessage(owner));
            return;
        }
        ManagerSession session = roster.find(owner).orElseGet(() -> begin(owner, now));
        if (session.isStale(request)) {
            return;
        }
        if (!session.see(request)) {
            races++;
            effects.add(new ManagerEffect.Send(new ManagerMessage.OutOfStep(
                    grantor.service(), owner, grantor.term(), session.sent(), session.seen())));
            return;
        }
        takings.release(request, table.heldBy(owner), session.namedBy(request.handled()));
        boolean wasLive = session.isLive();
        boolean wasRetiring = session.isRetiring();
        boolean wasLeaving = session.isLeaving();
        roster.handle(session, request, now, grantor.timing().managerNanos());
        flapping.heard(session, superseded, now.monotonic());
        if (wasLive != session.isLive() || wasLeaving != session.isLeaving()) {
            agenda.owners().add(owner);
            agenda.planChanged(Set.of(owner));
        }
        recalls.heard(owner);
        if (wasRetiring != session.isRetiring()) {
            agenda.owners().add(owner);
            replan(now, effects); // without it, where all drain
        }
        if (superseded) {
            effects.add(supersededMessage(owner));
            return;
        }
        if (session.isLeaving() && table.owners().containsKey(owner)) {
            return; // answered once it is committed that it has left
        }
        effects.add(new ManagerEffect.Send(list(session, named(session), false)));
    }

    private ManagerSession begin(OwnerRef owner, ClockReading now) {
        ManagerSession session =
                new ManagerSession(owner, RangeMap.of(Lease.NONE), now.monotonic(), roster.used());
        roster.add(session);
        return session;
    }

    /** An administrator's. */
    void order(ManagerEvent.Order order) {
        if (order instanceof ManagerEvent.LetIn letIn) {
            flapping.letIn(letIn.owner());
        } else {
            orders.take(order);
        }
    }

    /** Immutable; the same object until it changes. */
    SortedMap<OwnerId, KeptOut> keptOut() {
        return flapping.keptOut();
    }

    /** The log moved this service's table on. */
    void applied(
            TableRecord record, LeaseTable next, ClockReading now, List<ManagerEffect> effects) {
        LeaseTable before = table;
        table = next;
        inFlight = null;
        Transitions.of(record, before).forEach(transition -> say(effects, transition));
        Set<OwnerRef> holders = takings.follow(record.changes(), this::ofGranted);
        orders.follow(table);
        flapping.follow(record, before, table, now.monotonic());
        SortedSet<OwnerRef> concerned = Transitions.concerned(record, before, table);
        if (!concerned.isEmpty()) {
            record.changes().stream()
                    .filter(TableChange.Joined.class::isInstance)
                    .map(TableChange.Joined.class::cast)
                    .forEach(joined -> placement.joined(joined.owner().id(), now));
            var unused = review(now, effects);
            replan(now, effects);
            concerned.forEach(owner -> stateChanged(owner, before, effects));
        }
        holders.forEach(this::forgetIfDone);
        for (KeyRange range : record.ranges()) {
            placement
                    .targets()
                    .pieces(range)
                    .forEach(piece ->
                            piece.value().ifPresent(target -> agenda.planChanged(Set.of(target))));
        }
    }

    /**
     * Nothing is committed of the service any more, or its empty table has moved on: what was in
     * flight is refused, and the owners that are here join again.
     */
    void begin(LeaseTable empty) {
        table = empty;
        inFlight = null;
        orders = new Orders(table);
        agenda.owners().addAll(roster.owners());
    }

    /** Returns whether others are kept out than the plan was made without. */
    private boolean review(ClockReading now, List<ManagerEffect> effects) {
        if (!flapping.isDue()) {
            return false;
        }
        for (Transition change : flapping.review(table, now.monotonic())) {
            say(effects, change);
            if (change instanceof Transition.LetIn(ServiceName in, OwnerRef owner, var why)) {
                placement.joined(owner.id(), now);
                agenda.untold().add(owner);
            } else if (change instanceof Transition.KeepsOut(ServiceName of, KeptOut kept)) {
                agenda.untold().add(kept.owner());
            }
        }
        return !keptOut().keySet().equals(placement.keptOut());
    }

    private void replan(ClockReading now, List<ManagerEffect> effects) {
        Placement.Change change =
                placement.replan(table, keptOut().keySet(), roster.retiring(), now);
        agenda.planChanged(change.concerned());
        if (change.ranges() > 0) {
            say(
                    effects,
                    new Transition.Planned(
                            grantor.service(),
                            change.ranges(),
                            change.owners(),
                            change.came(),
                            change.went()));
        }
    }

    /** A grant to an owner that left or expired meanwhile was never named to it: it is free. */
    private Withheld ofGranted(OwnerRef owner) {
        Optional<ManagerSession> session = roster.find(owner);
        if (session.isEmpty()) {
            return new Withheld.Expired(table.lsn());
        }
        return session.get().isLeaving() ? new Withheld.Released(table.lsn()) : Takings.NAMED;
    }

    private void stateChanged(OwnerRef owner, LeaseTable before, List<ManagerEffect> effects) {
        agenda.owners().add(owner); // one that the table has forgotten may join again
        agenda.untold().add(owner); // one that is drained is kept out no more
        boolean superseded = table.isIn(owner, OwnerState.SUPERSEDED);
        Optional<ManagerSession> session = roster.find(owner);
        if (session.isEmpty()) {
            return;
        }
        if (superseded && !before.isIn(owner, OwnerState.SUPERSEDED)) {
            effects.add(supersededMessage(owner));
            recalls.fromSuperseded(owner, table);
        }
        if (session.get().isLeaving() && !table.owners().containsKey(owner)) {
            effects.add(new ManagerEffect.Send(session.get()
                    .list(grantor, RangeMap.of(Lease.NONE), List.of(), 0, false, false)));
            roster.remove(owner);
        }
        forgetIfDone(owner);
    }

    /** Whether it has lost its name; one that was evicted may be forgotten otherwise. */
    private boolean isOut(OwnerRef owner) {
        return table.isIn(owner, OwnerState.SUPERSEDED) || table.isEvicted(owner);
    }

    /** Who has lost its name has nothing to say once it holds nothing. */
    private void forgetIfDone(OwnerRef owner) {
        if (isOut(owner) && !table.holdsAnything(owner)) {
            roster.remove(owner);
        }
    }

    /** Decides, proposes, and tells owners, as far as anything changed. */
    void advance(ClockReading now, long retryNanos, boolean grants, List<ManagerEffect> effects) {
        if (inFlight != null) {
            inFlight.again(now, retryNanos)
                    .ifPresent(record -> effects.add(new ManagerEffect.Propose(record)));
        }
        boolean othersAreOut = review(now, effects);
        if (othersAreOut || placement.isDue(now)) {
            replan(now, effects);
        }
        recalls.forThePlanned(table);
        propose(now, grants, effects);
        push(effects);
    }

    private void propose(ClockReading now, boolean grants, List<ManagerEffect> effects) {
        if (inFlight != null) {
            return;
        }
        List<TableChange> changes =
                new NextRecord(table, takings, placement, roster, agenda).changes(orders, grants);
        if (changes.isEmpty()) {
            return;
        }
        for (TableChange change : changes) {
            if (change instanceof TableChange.Merged(KeyRange range, OwnerRef holder)) {
                takings.merge(holder, table.heldBy(holder), range);
            }
        }
        TableRecord record =
                new TableRecord(grantor.term(), grantor.service(), table.lsn(), changes);
        inFlight = new Proposal<>(record, now);
        effects.add(new ManagerEffect.Propose(record));
    }

    /**
     * Tells each owner whose list changed, one unacknowledged list at a time; the rest waits for
     * its request.
     */
    private void push(List<ManagerEffect> effects) {
        agenda.untold().addAll(retiring.untold());
        for (OwnerRef owner : agenda.untold()) {
            ManagerSession session =
                    roster.find(owner).filter(ManagerSession::isLive).orElse(null);
            if (session == null
                    || session.awaitsAcknowledgement()
                    || table.isIn(owner, OwnerState.SUPERSEDED)) {
                continue;
            }
            RangeMap<Lease> leases = named(session);
            if (!session.wasListed(leases)
                    || !session.wasTold(keptOutNanos(session), mayLeave(session))) {
                effects.add(new ManagerEffect.Send(list(session, leases, true)));
            }
        }
        agenda.untold().clear();
    }

    private RangeMap<Lease> named(ManagerSession session) {
        return takings.named(session.owner, table.heldBy(session.owner));
    }

    private ManagerMessage list(ManagerSession session, RangeMap<Lease> leases, boolean push) {
        return session.list(
                grantor,
                leases,
                takings.recallsOf(session.owner),
                keptOutNanos(session),
                mayLeave(session),
                push);
    }

    /** Who was told so once may leave for good. */
    private boolean mayLeave(ManagerSession session) {
        return session.wasToldThatItMayLeave()
                || retiring.mayLeave(
                        session, table, inFlight == null ? List.of() : inFlight.record.changes());
    }

    /** See {@link ManagerMessage.Leases}. */
    private long keptOutNanos(ManagerSession session) {
        return table.isCordoned(session.owner.id(), session.address())
                ? ManagerMessage.Leases.CORDONED
                : flapping.keptOut(session.owner).map(KeptOut::whileNanos).orElse(0L);
    }

    private static void say(List<ManagerEffect> effects, Transition transition) {
        effects.add(new ManagerEffect.Say(transition));
    }

    private ManagerEffect supersededMessage(OwnerRef owner) {
        return new ManagerEffect.Send(new ManagerMessage.Superseded(
                grantor.service(), owner, grantor.term(), table.isEvicted(owner)));
    }

    boolean isProposing() {
        return inFlight != null;
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
    OptionalLong wakeAt(ClockReading now, long retryNanos) {
        if (!agenda.claimants().isEmpty()) {
            return OptionalLong.of(now.monotonic());
        }
        OptionalLong retry = inFlight == null
                ? OptionalLong.empty()
                : OptionalLong.of(inFlight.wakeAt(retryNanos));
        return Stream.of(roster.wakeAt(), takings.wakeAt(), placement.wakeAt(), retry)
                .flatMapToLong(OptionalLong::stream)
                .map(at -> at - now.monotonic())
                .min()
                .stream()
                .map(wait -> now.monotonic() + Math.max(0, wait))
                .findFirst();
    }
}
