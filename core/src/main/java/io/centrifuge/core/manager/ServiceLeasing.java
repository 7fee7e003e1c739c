package io.centrifuge.core.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
    /** How many pieces of the table one event looks at to recall them; then others come first. */
    private static final int MOST_LOOKED_AT = 4_096;

    private final Grantor grantor;
    private final Roster roster = new Roster();
    private final Agenda agenda = new Agenda();
    private final Takings takings = new Takings(agenda);
    private final Set<OwnerId> drains = new TreeSet<>();
    private final Placement placement;
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
        lookAtAll();
        for (OwnerRef owner : table.owners().keySet()) {
            roster.add(new ManagerSession(owner, table.heldBy(owner), heldUntil, 0));
            if (table.isIn(owner, OwnerState.SUPERSEDED)) {
                recallFromSuperseded(owner);
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
            agenda.owners().add(owner);
            takings.expire(owner, table.heldBy(owner));
            say(
                    effects,
                    new Transition.Expired(
                            service(),
                            owner,
                            table.heldBy(owner).pieces(Lease::isHeld).size()));
        }
    }

    /** An owner's request of this term arrived. */
    void heard(OwnerRequest request, ClockReading now, List<ManagerEffect> effects) {
        OwnerRef owner = request.owner();
        boolean superseded = table.isIn(owner, OwnerState.SUPERSEDED);
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
        boolean wasLeaving = session.isLeaving();
        roster.handle(session, request, now, grantor.timing().managerNanos());
        if (wasLive != session.isLive() || wasLeaving != session.isLeaving()) {
            agenda.owners().add(owner);
            agenda.planChanged(Set.of(owner));
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

    /** Ignored if it drains already: a kept order would later drain the next incarnation. */
    void drain(OwnerId owner) {
        if (isActive(owner)) {
            drains.add(owner);
        }
    }

    private boolean isActive(OwnerId owner) {
        return table.current(owner)
                .filter(ref -> table.isIn(ref, OwnerState.ACTIVE))
                .isPresent();
    }

    /** The log moved this service's table on. */
    void applied(
            TableRecord record, LeaseTable next, ClockReading now, List<ManagerEffect> effects) {
        LeaseTable before = table;
        table = next;
        inFlight = null;
        Transitions.of(record, before).forEach(transition -> say(effects, transition));
        Set<OwnerRef> holders = takings.follow(record.changes(), this::ofGranted);
        drains.removeIf(id -> !isActive(id));
        SortedSet<OwnerRef> concerned = incarnationsIn(record.changes(), before);
        if (!concerned.isEmpty()) {
            record.changes().stream()
                    .filter(TableChange.Joined.class::isInstance)
                    .map(TableChange.Joined.class::cast)
                    .forEach(joined -> placement.joined(joined.owner().id(), now));
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

    private void replan(ClockReading now, List<ManagerEffect> effects) {
        Placement.Change change = placement.replan(table, now);
        agenda.planChanged(change.concerned());
        if (change.ranges() > 0) {
            say(
                    effects,
                    new Transition.Planned(
                            service(),
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

    /** All incarnations, before and after, of the names of which the changes say something. */
    private SortedSet<OwnerRef> incarnationsIn(List<TableChange> changes, LeaseTable before) {
        SortedSet<OwnerRef> found = new TreeSet<>();
        for (TableChange change : changes) {
            OwnerId id = switch (change) {
                case TableChange.Joined joined -> joined.owner().id();
                case TableChange.Drained drained -> drained.owner().id();
                case TableChange.Left left -> left.owner().id();
                default -> null;
            };
            if (id != null) {
                found.addAll(before.incarnations(id).keySet());
                found.addAll(table.incarnations(id).keySet());
            }
        }
        return found;
    }

    private void stateChanged(OwnerRef owner, LeaseTable before, List<ManagerEffect> effects) {
        agenda.owners().add(owner); // one that the table has forgotten may join again
        boolean superseded = table.isIn(owner, OwnerState.SUPERSEDED);
        Optional<ManagerSession> session = roster.find(owner);
        if (session.isEmpty()) {
            return;
        }
        if (superseded && !before.isIn(owner, OwnerState.SUPERSEDED)) {
            effects.add(supersededMessage(owner));
            recallFromSuperseded(owner);
        }
        if (session.get().isLeaving() && !table.owners().containsKey(owner)) {
            effects.add(new ManagerEffect.Send(
                    session.get().list(grantor, RangeMap.of(Lease.NONE), List.of(), false)));
            roster.remove(owner);
        }
        forgetIfDone(owner);
    }

    /** A superseded incarnation has nothing to say once it holds nothing. */
    private void forgetIfDone(OwnerRef owner) {
        if (table.isIn(owner, OwnerState.SUPERSEDED) && !table.holdsAnything(owner)) {
            roster.remove(owner);
        }
    }

    /** Decides, proposes, and tells owners, as far as anything changed. */
    void advance(ClockReading now, long retryNanos, boolean grants, List<ManagerEffect> effects) {
        if (inFlight != null) {
            inFlight.again(now, retryNanos)
                    .ifPresent(record -> effects.add(new ManagerEffect.Propose(record)));
        }
        if (placement.isDue(now)) {
            replan(now, effects);
        }
        recall();
        propose(now, grants, effects);
        push(effects);
    }

    /** Withholds what is planned for owners who are there; of each holder all at once. */
    private void recall() {
        Map<OwnerRef, List<Piece<Optional<OwnerRef>>>> wanted = new TreeMap<>();
        int looked = 0;
        while (!agenda.claimants().isEmpty() && looked < MOST_LOOKED_AT) {
            OwnerRef claimant = agenda.claimants().removeFirst();
            if (roster.isLive(claimant)) {
                looked += recallFor(claimant, wanted);
            }
        }
        wanted.forEach(this::recall);
    }

    /** Adds to {@code wanted} what each holder has of it; returns how many pieces it looked at. */
    private int recallFor(
            OwnerRef claimant, Map<OwnerRef, List<Piece<Optional<OwnerRef>>>> wanted) {
        int looked = 0;
        for (KeyRange planned : placement.plannedFor(claimant)) {
            for (Piece<LeaseEntry> piece : table.entries().pieces(planned)) {
                looked++;
                OwnerRef holder = piece.value().holder();
                if (holder != null && !holder.equals(claimant)) {
                    wanted.computeIfAbsent(holder, ref -> new ArrayList<>())
                            .add(new Piece<>(piece.range(), Optional.of(claimant)));
                }
            }
        }
        return looked;
    }

    /** Withholds what nobody is there to hold. */
    private void recallFromSuperseded(OwnerRef holder) {
        List<Piece<Optional<OwnerRef>>> wanted = new ArrayList<>();
        for (Piece<Lease> held : table.heldBy(holder).pieces(Lease::isHeld)) {
            for (Piece<Optional<OwnerRef>> part : placement.targets().pieces(held.range())) {
                wanted.add(new Piece<>(part.range(), part.value().filter(roster::isLive)));
            }
        }
        recall(holder, wanted);
    }

    private void recall(OwnerRef holder, List<Piece<Optional<OwnerRef>>> wanted) {
        roster.find(holder)
                .ifPresent(session ->
                        takings.recall(holder, table.heldBy(holder), wanted, session.heldUntil()));
    }

    private void propose(ClockReading now, boolean grants, List<ManagerEffect> effects) {
        if (inFlight != null) {
            return;
        }
        List<TableChange> changes =
                new NextRecord(table, takings, placement, roster, agenda).changes(drains, grants);
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
        for (OwnerRef owner : agenda.untold()) {
            ManagerSession session =
                    roster.find(owner).filter(ManagerSession::isLive).orElse(null);
            if (session == null
                    || session.awaitsAcknowledgement()
                    || table.isIn(owner, OwnerState.SUPERSEDED)) {
                continue;
            }
            RangeMap<Lease> leases = named(session);
            if (!session.wasListed(leases)) {
                effects.add(new ManagerEffect.Send(list(session, leases, true)));
            }
        }
        agenda.untold().clear();
    }

    private RangeMap<Lease> named(ManagerSession session) {
        return takings.named(session.owner, table.heldBy(session.owner));
    }

    private ManagerMessage list(ManagerSession session, RangeMap<Lease> leases, boolean push) {
        return session.list(grantor, leases, takings.recallsOf(session.owner), push);
    }

    private ServiceName service() {
        return grantor.service();
    }

    private static void say(List<ManagerEffect> effects, Transition transition) {
        effects.add(new ManagerEffect.Say(transition));
    }

    private ManagerEffect supersededMessage(OwnerRef owner) {
        return new ManagerEffect.Send(
                new ManagerMessage.Superseded(grantor.service(), owner, grantor.term()));
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
