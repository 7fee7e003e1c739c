package io.centrifuge.core.owner;

import io.centrifuge.ClockReading;
import io.centrifuge.RevocationCause;
import io.centrifuge.core.Step;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.Lease;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One owner process in one service: says what it holds, believes complete lists, and keeps the one
 * snapshot that checks are answered from (docs/protocol.md, "Life of a lease"; paper, section 3.2).
 * Plain and single-threaded; the driver passes every event with a reading of the clocks that it
 * took after it had the event, and performs the effects in order.
 *
 * <p>Invariant: a lease number that the owner gave up, for whatever reason, never comes back for
 * that key.
 */
public final class OwnerMachine {
    private final OwnerConfig config;
    private final OwnerSession session;
    private final RenewalSchedule schedule;
    private final Holdings holdings = new Holdings();

    /**
     * What was handed on, until a request that said so was handled; with the number of the first
     * that did.
     */
    private final List<Handed> handed = new ArrayList<>();

    private Phase phase = Phase.SERVING;
    private OwnerSnapshot snapshot = OwnerSnapshot.EMPTY;
    private long farewell;

    /** What the list handled last said of it. */
    private long keptOutNanos;

    private enum Phase {
        SERVING,
        /** Is about to leave, and serves until what it has is handed on. */
        RETIRING,
        LEAVING,
        LEFT,
        SUPERSEDED
    }

    private record Handed(Handover handover, long firstSaidIn) {}

    public OwnerMachine(OwnerConfig config) {
        this.config = config;
        this.session = new OwnerSession();
        this.schedule = new RenewalSchedule(config.managers(), config.seed());
    }

    /** What happened, and what to do about it. Every event first ends what is over by its time. */
    public Step<OwnerEffect> on(OwnerEvent event, ClockReading now) {
        List<OwnerEffect> effects = new ArrayList<>();
        if (holdings.isOver(now)) {
            dropAll(RevocationCause.EXPIRED, effects);
            effects.add(new OwnerEffect.Expired());
            if (phase == Phase.RETIRING) {
                leave(now, effects); // nothing is left to hand on
            }
        }
        if (isTalking()) {
            switch (event) {
                case OwnerEvent.Wake wake -> {}
                case OwnerEvent.Heard heard -> hear(heard.message(), now, effects);
                case OwnerEvent.Disconnected disconnected -> schedule.disconnected(now);
                case OwnerEvent.Leave leave -> leave(now, effects);
                case OwnerEvent.Retire retire -> retire(now, effects);
            }
        }
        if (phase == Phase.SUPERSEDED
                && event instanceof OwnerEvent.Heard(ManagerMessage.OutOfStep outOfStep)) {
            releaseAgain(outOfStep, now, effects);
        }
        if (isTalking() && schedule.isDue(now) && !schedule.listensFirst(now)) {
            if (schedule.wasSilent(snapshot.remainingNanos(now) > 0, now)) {
                effects.add(new OwnerEffect.Reconnect());
            }
            send(now, effects);
        }
        return new Step<>(effects, wakeAt(now));
    }

    /**
     * What checks are answered from; the same object as in the last {@link OwnerEffect.Publish}.
     */
    public OwnerSnapshot snapshot() {
        return snapshot;
    }

    /** How many messages of the manager crossed a request and were dropped. */
    public long races() {
        return session.races();
    }

    private boolean isTalking() {
        return phase != Phase.LEFT && phase != Phase.SUPERSEDED;
    }

    private void hear(ManagerMessage message, ClockReading now, List<OwnerEffect> effects) {
        if (!message.service().equals(config.service()) || !message.owner().equals(config.self())) {
            return;
        }
        switch (message) {
            case ManagerMessage.NotLeading notLeading -> {
                effects.add(new OwnerEffect.AskNext());
                schedule.refused(now);
            }
            case ManagerMessage.Hello hello -> {
                if (session.begins(hello.term())) {
                    handed.clear();
                    schedule.heard();
                    send(now, effects);
                }
            }
            case ManagerMessage.Superseded superseded -> {
                if (superseded.term() >= session.term()) {
                    supersede(superseded.evicted(), now, effects);
                }
            }
            case ManagerMessage.OutOfStep outOfStep -> {
                if (session.isOfSession(outOfStep.term())) {
                    schedule.heard();
                    if (session.see(outOfStep.sequence())) {
                        schedule.crossed(now);
                    }
                }
            }
            case ManagerMessage.Leases leases -> {
                if (session.isOfSession(leases.term()) && session.see(leases.sequence())) {
                    schedule.heard();
                    if (session.crosses(leases)) {
                        schedule.crossed(now);
                    } else {
                        handle(leases, now, effects);
                    }
                }
            }
        }
    }

    /**
     * Believes a complete list: what it lacks is over, what it renews lasts as long as the request
     * it names.
     */
    private void handle(ManagerMessage.Leases list, ClockReading now, List<OwnerEffect> effects) {
        boolean unasked = list.handled() == session.answered();
        Optional<ClockReading> start = session.handle(list);
        handed.removeIf(said -> said.firstSaidIn() <= list.handled());
        schedule.renewEach(list.timing().renewalNanos());
        if (phase == Phase.LEAVING) {
            if (list.handled() >= farewell) {
                phase = Phase.LEFT;
                effects.add(new OwnerEffect.Left());
            }
            return;
        }
        if (list.keptOutNanos() != keptOutNanos) {
            keptOutNanos = list.keptOutNanos();
            effects.add(new OwnerEffect.KeptOut(keptOutNanos));
        }
        RangeMap<Lease> before = holdings.leases();
        boolean refused = start.isEmpty()
                ? holdings.dropAll()
                : holdings.believe(list.leases(), start.get(), list.timing(), now);
        publish(effects);
        effects.add(new OwnerEffect.Renewed(list.timing().ownerNanos()));
        boolean changed = tell(before, Revocations.by(list, before, holdings.leases()), effects);
        if (config.stateOutlivesLease()) {
            list.recalls().stream()
                    .filter(recall -> wasHeldAndIsNot(recall, before))
                    .forEach(recall -> handed.add(new Handed(recall, session.nextSequence())));
        }
        if (phase == Phase.RETIRING && list.mayLeave()) {
            leave(now, effects);
            return;
        }
        if (changed || unasked || refused) {
            send(now, effects);
        }
    }

    private boolean wasHeldAndIsNot(Handover recall, RangeMap<Lease> before) {
        return before.pieces(recall.range()).stream()
                        .allMatch(piece -> piece.value().number() == recall.number())
                && holdings.leases().pieces(recall.range()).stream()
                        .noneMatch(piece -> piece.value().isHeld());
    }

    /** Where a recall loses the state there is nothing to stay for, and it leaves at once. */
    private void retire(ClockReading now, List<OwnerEffect> effects) {
        if (!config.stateOutlivesLease()) {
            leave(now, effects);
        } else if (phase == Phase.SERVING) {
            phase = Phase.RETIRING;
            send(now, effects);
        }
    }

    private void leave(ClockReading now, List<OwnerEffect> effects) {
        if (phase == Phase.SERVING || phase == Phase.RETIRING) {
            phase = Phase.LEAVING;
            dropAll(RevocationCause.CLOSED, effects);
            farewell = session.nextSequence();
            send(now, effects);
            effects.add(new OwnerEffect.Leaving());
        }
    }

    /** Drops and releases first, tells the application, and never joins again. */
    private void supersede(boolean evicted, ClockReading now, List<OwnerEffect> effects) {
        phase = Phase.SUPERSEDED;
        dropAll(evicted ? RevocationCause.EVICTED : RevocationCause.SUPERSEDED, effects);
        send(now, effects);
        effects.add(new OwnerEffect.Superseded(evicted));
    }

    /** The release crossed a list on its way; without it others would wait for the duration. */
    private void releaseAgain(
            ManagerMessage.OutOfStep outOfStep, ClockReading now, List<OwnerEffect> effects) {
        if (outOfStep.owner().equals(config.self())
                && session.isOfSession(outOfStep.term())
                && session.see(outOfStep.sequence())) {
            send(now, effects);
        }
    }

    private void dropAll(RevocationCause cause, List<OwnerEffect> effects) {
        RangeMap<Lease> before = holdings.leases();
        holdings.dropAll();
        publish(effects);
        tell(before, Revocations.all(before, cause), effects);
    }

    private void publish(List<OwnerEffect> effects) {
        snapshot = holdings.snapshot();
        effects.add(new OwnerEffect.Publish(snapshot));
    }

    private boolean tell(
            RangeMap<Lease> before, List<OwnerEffect.Revoked> revoked, List<OwnerEffect> effects) {
        List<OwnerEffect.Grant> granted = granted(holdings.leases(), before);
        if (granted.isEmpty() && revoked.isEmpty()) {
            return false;
        }
        effects.add(new OwnerEffect.Changed(granted, revoked));
        return true;
    }

    private static List<OwnerEffect.Grant> granted(RangeMap<Lease> now, RangeMap<Lease> before) {
        return now
                .zip(before, (is, was) -> is.number() != was.number() ? is : Lease.NONE)
                .pieces(Lease::isHeld)
                .stream()
                .map(piece -> new OwnerEffect.Grant(
                        piece.range(), piece.value().number(), piece.value().stateSince()))
                .toList();
    }

    private void send(ClockReading now, List<OwnerEffect> effects) {
        effects.add(new OwnerEffect.Send(new OwnerRequest(
                config.service(),
                config.self(),
                config.address(),
                session.term(),
                session.send(now),
                session.seen(),
                session.handledList(),
                holdings.leases().map(Lease::number),
                handed.stream().map(Handed::handover).toList(),
                phase == Phase.RETIRING,
                phase == Phase.LEAVING || phase == Phase.SUPERSEDED)));
        schedule.sent(now);
    }

    private long wakeAt(ClockReading now) {
        if (!isTalking()) {
            return Step.NEVER;
        }
        long left = snapshot.remainingNanos(now);
        return left > 0 && schedule.dueAt() - now.monotonic() > left
                ? now.monotonic() + left
                : schedule.dueAt();
    }
}
