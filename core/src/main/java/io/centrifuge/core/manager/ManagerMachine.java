package io.centrifuge.core.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Step;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableRecord;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One manager process: follows the store's log, stands for election, and leases while it leads
 * (ARCHITECTURE.md, "Inside the manager's machine"). Plain and single-threaded; the driver passes
 * every event with a reading of the clocks that it took after it had the event, and performs the
 * effects in order.
 *
 * <p>Invariant: no message to an owner rests on a record that hasn't come back from the log, and
 * none leaves while the leadership doesn't stand.
 */
public final class ManagerMachine {
    private final ManagerConfig config;
    private CommittedState state = CommittedState.EMPTY;
    private SortedMap<ServiceName, TableHistory> histories = new TreeMap<>();
    private Role role = new Role.Unread();
    private long pastRaces;
    private ManagerView view = ManagerView.NOTHING;

    /** What a manager process is to the others. */
    private sealed interface Role {
        /** The store has not been read yet, or has no name yet. */
        record Unread() implements Role {}

        /** Follows the log, and takes over when it must. */
        record Standby(Election election) implements Role {}

        /** Leases, as long as its leadership stands. */
        record Leading(Election election, Tenure tenure) implements Role {}
    }

    public ManagerMachine(ManagerConfig config) {
        this.config = config;
    }

    /** What happened, and what to do about it. Every event first ends what is over by its time. */
    public Step<ManagerEffect> on(ManagerEvent event, ClockReading now) {
        List<ManagerEffect> effects = new ArrayList<>();
        endWhatIsOver(now, effects);
        switch (event) {
            case ManagerEvent.Wake wake -> {}
            case ManagerEvent.Restored restored -> restore(restored.state(), now, effects);
            case ManagerEvent.Committed committed -> commit(committed.record(), now, effects);
            case ManagerEvent.Heard heard -> hear(heard.request(), now, effects);
            case ManagerEvent.Order order -> tenure().ifPresent(tenure -> tenure.order(order));
            case ManagerEvent.ShutDown shutDown -> shutDown(effects);
        }
        advance(now, effects);
        remember(now);
        return new Step<>(effects, wakeAt(now));
    }

    /** What is known now; a new object only if something changed. */
    public ManagerView view() {
        return view;
    }

    /** Whether, after {@link ManagerEvent.ShutDown}, nothing is left to wait for. */
    public boolean isShutDown() {
        return election().map(Election::hasResigned).orElse(true);
    }

    /** Once the store was read and has its name. */
    private Optional<Election> election() {
        return switch (role) {
            case Role.Unread unread -> Optional.empty();
            case Role.Standby standby -> Optional.of(standby.election());
            case Role.Leading leading -> Optional.of(leading.election());
        };
    }

    private Optional<Tenure> tenure() {
        return role instanceof Role.Leading leading
                ? Optional.of(leading.tenure())
                : Optional.empty();
    }

    private void endWhatIsOver(ClockReading now, List<ManagerEffect> effects) {
        if (!(role instanceof Role.Leading(Election election, Tenure tenure))) {
            return;
        }
        if (election.isInDoubt(now) || tenure.isInDoubt(now)) {
            election.stepDown();
            endTenure(Transition.Cause.IN_DOUBT, effects);
            return;
        }
        // While its leadership doesn't stand it hears nobody, so it can't know who is over.
        if (election.stands(now)) {
            tenure.expire(now, effects);
        }
    }

    private void restore(CommittedState restored, ClockReading now, List<ManagerEffect> effects) {
        endTenure(Transition.Cause.STORE_READ_AGAIN, effects);
        state = restored;
        histories = new TreeMap<>();
        restored.tables()
                .forEach((service, table) -> histories.put(service, TableHistory.of(table)));
        role = new Role.Unread();
        takePart(now);
    }

    /** Not before the store has its name: only then it is committed whether it grants at once. */
    private void takePart(ClockReading now) {
        if (role instanceof Role.Unread && state.cluster().id().isPresent()) {
            role = new Role.Standby(new Election(config, state.leader(), now));
        }
    }

    private void commit(StoreRecord record, ClockReading now, List<ManagerEffect> effects) {
        CommittedState before = state;
        Optional<CommittedState> after = before.apply(record);
        state = after.orElse(before);
        switch (record) {
            case LeaderWrite write -> {
                committed(write, before, now, effects);
                endWhatIsOver(now, effects); // what was over before its leadership stood again
            }
            case TableRecord changes -> {
                if (after.isPresent()) {
                    applied(changes, before.table(changes.service()), now, effects);
                }
            }
            case FormatRecord storesOwn -> {}
            case ClusterRecord storesOwn -> takePart(now);
        }
    }

    private void committed(
            LeaderWrite write,
            CommittedState before,
            ClockReading now,
            List<ManagerEffect> effects) {
        election().ifPresent(election -> {
            boolean won = election.committed(write, state.leader(), now);
            if (won || !election.leads()) {
                endTenure(Transition.Cause.ANOTHER_LEADS, effects);
            }
            if (won) {
                long longest = before.leader().longestLeaseNanos();
                role = new Role.Leading(election, new Tenure(config, state, longest, now));
                effects.add(new ManagerEffect.Say(new Transition.TookOver(
                        state.leader().term(), state.tables().size())));
            }
        });
        if (before.leader().restored() && !state.leader().restored()) {
            tenure().ifPresent(Tenure::mayGrant);
        }
    }

    private void endTenure(Transition.Cause cause, List<ManagerEffect> effects) {
        if (role instanceof Role.Leading(Election election, Tenure tenure)) {
            effects.add(new ManagerEffect.Say(new Transition.Deposed(tenure.term(), cause)));
            pastRaces += tenure.races();
            role = new Role.Standby(election);
        }
    }

    private void applied(
            TableRecord record, LeaseTable before, ClockReading now, List<ManagerEffect> effects) {
        ServiceName service = before.service();
        LeaseTable table = state.table(service);
        TableHistory history = histories.getOrDefault(service, TableHistory.of(before));
        if (record.removesService()) {
            histories.remove(service);
        } else {
            histories.put(service, history.append(table, record.ranges(), now));
        }
        if (role instanceof Role.Leading(Election election, Tenure tenure)) {
            List<ManagerEffect> told = new ArrayList<>();
            tenure.applied(record, state, now, told);
            boolean stands = election.stands(now);
            told.stream()
                    .filter(effect -> stands || effect instanceof ManagerEffect.Say)
                    .forEach(effects::add);
        }
    }

    private void hear(OwnerRequest request, ClockReading now, List<ManagerEffect> effects) {
        if (!(role instanceof Role.Leading(Election election, Tenure tenure))
                || !election.stands(now)
                || request.term() > tenure.term()) {
            effects.add(new ManagerEffect.Send(
                    new ManagerMessage.NotLeading(request.service(), request.owner())));
        } else if (request.term() < tenure.term()) {
            effects.add(new ManagerEffect.Send(
                    new ManagerMessage.Hello(request.service(), request.owner(), tenure.term())));
        } else {
            tenure.heard(request, state, now, effects);
        }
    }

    private void shutDown(List<ManagerEffect> effects) {
        election().ifPresent(Election::shutDown);
        endTenure(Transition.Cause.SHUT_DOWN, effects);
    }

    private void advance(ClockReading now, List<ManagerEffect> effects) {
        election()
                .flatMap(election -> election.propose(longestLeaseNanos(now), isRestored(now), now))
                .ifPresent(write -> effects.add(new ManagerEffect.Propose(write)));
        if (role instanceof Role.Leading(Election election, Tenure tenure)
                && election.stands(now)) {
            tenure.advance(now, !state.leader().restored(), effects);
        }
    }

    /**
     * Under shorter durations than the last leader's, its longer leases must first have run out.
     */
    private long longestLeaseNanos(ClockReading now) {
        long own = config.lease().managerNanos();
        return tenure().filter(tenure -> !tenure.hasWaited(now))
                .map(tenure -> Math.max(own, tenure.inheritedNanos()))
                .orElse(own);
    }

    /** Leases of a lost history are in no table; they too must first have run out. */
    private boolean isRestored(ClockReading now) {
        return state.leader().restored()
                && tenure().map(tenure -> !tenure.hasWaited(now)).orElse(true);
    }

    @SuppressWarnings("ReferenceEquality") // what is compared is replaced, never changed
    private void remember(ClockReading now) {
        boolean leading = role instanceof Role.Leading(Election election, Tenure tenure)
                && election.stands(now);
        long races = pastRaces + tenure().map(Tenure::races).orElse(0L);
        boolean storeRead = !(role instanceof Role.Unread);
        long shownAt = election().map(Election::shownAt).orElse(0L);
        SortedMap<ServiceName, SortedMap<OwnerId, KeptOut>> keptOut =
                tenure().map(Tenure::keptOut).orElseGet(Collections::emptySortedMap);
        if (state != view.state()
                || leading != view.leading()
                || races != view.races()
                || storeRead != view.storeRead()
                || keptOut != view.keptOut()
                || shownAt != view.leaderSeenAt()) {
            view = new ManagerView(state, histories, leading, races, storeRead, shownAt, keptOut);
        }
    }

    private long wakeAt(ClockReading now) {
        Election election = election().orElse(null);
        if (election == null) {
            return Step.NEVER;
        }
        long soonest = election.wakeAt();
        if (role instanceof Role.Leading(Election mine, Tenure tenure)) {
            if (isRestored(now) && tenure.waitsUntil() - soonest < 0) {
                soonest = tenure.waitsUntil();
            }
            OptionalLong wake = mine.stands(now) ? tenure.wakeAt() : OptionalLong.empty();
            if (wake.isPresent() && wake.getAsLong() - soonest < 0) {
                soonest = wake.getAsLong();
            }
        }
        return soonest;
    }
}
