package io.centrifuge.core.manager;

import io.centrifuge.core.Step;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.table.CommittedState;
import io.centrifuge.core.table.LeaderWrite;
import io.centrifuge.core.table.LeaseTable;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.core.table.StoreRecord;
import io.centrifuge.core.table.TableRecord;
import io.centrifuge.core.time.ClockReading;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
    private @Nullable Election election;
    private @Nullable Tenure tenure;
    private long pastRaces;
    private ManagerView view = ManagerView.NOTHING;

    /** What this process knows as leader of one term, and of that term only. */
    private record Tenure(
            long term,
            ClockReading since,
            long inheritedNanos,
            SortedMap<ServiceName, ServiceLeasing> services) {

        /** Whether what earlier leaders leased has surely run out, but for what is renewed. */
        boolean hasWaited(ClockReading now) {
            return now.surelyAfter(since, inheritedNanos);
        }

        /** Monotonic nanoseconds at which it has. */
        long waitsUntil() {
            return since.monotonic() + inheritedNanos;
        }
    }

    public ManagerMachine(ManagerConfig config) {
        this.config = config;
    }

    /** What happened, and what to do about it. Every event first ends what is over by its time. */
    public Step<ManagerEffect> on(ManagerEvent event, ClockReading now) {
        List<ManagerEffect> effects = new ArrayList<>();
        endWhatIsOver(now);
        switch (event) {
            case ManagerEvent.Wake wake -> {}
            case ManagerEvent.Restored restored -> restore(restored.state(), now);
            case ManagerEvent.Committed committed -> commit(committed.record(), now, effects);
            case ManagerEvent.Heard heard -> hear(heard.request(), now, effects);
            case ManagerEvent.Drain drain -> drain(drain);
            case ManagerEvent.ShutDown shutDown -> shutDown();
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
        return election == null || election.hasResigned();
    }

    private void endWhatIsOver(ClockReading now) {
        Tenure mine = tenure;
        if (mine == null || election == null) {
            return;
        }
        long doubt = config.leader().termNanos();
        if (election.isInDoubt(now)
                || mine.services().values().stream().anyMatch(s -> s.isInDoubt(now, doubt))) {
            election.stepDown();
            endTenure();
            return;
        }
        mine.services().values().forEach(service -> service.expire(now));
    }

    private void restore(CommittedState restored, ClockReading now) {
        endTenure();
        state = restored;
        histories = new TreeMap<>();
        restored.tables()
                .forEach((service, table) -> histories.put(service, TableHistory.of(table)));
        election = new Election(config, restored.leader(), now);
    }

    @SuppressWarnings("ReferenceEquality") // apply returns the very same state when it refuses
    private void commit(StoreRecord record, ClockReading now, List<ManagerEffect> effects) {
        CommittedState before = state;
        state = before.apply(record);
        switch (record) {
            case LeaderWrite write -> committed(write, before, now);
            case TableRecord changes -> {
                if (state != before) {
                    applied(before.table(changes.service()), now, effects);
                }
            }
        }
    }

    private void committed(LeaderWrite write, CommittedState before, ClockReading now) {
        if (election == null) {
            return;
        }
        boolean won = election.committed(write, state.leader(), now);
        if (won || !election.leads()) {
            endTenure();
        }
        if (won) {
            beginTenure(before.leader().longestLeaseNanos(), now);
        }
    }

    /**
     * Treats every recorded lease as renewed now, when this process learned that its term is
     * committed.
     */
    private void beginTenure(long longestLeaseNanos, ClockReading now) {
        long inherited = Math.max(longestLeaseNanos, config.lease().managerNanos());
        Tenure mine = new Tenure(state.leader().term(), now, inherited, new TreeMap<>());
        state.tables()
                .values()
                .forEach(table -> mine.services().put(table.service(), leasing(mine, table)));
        tenure = mine;
    }

    private ServiceLeasing leasing(Tenure mine, LeaseTable table) {
        Leasehold leasehold = new Leasehold(table.service(), mine.term(), config.lease());
        return new ServiceLeasing(
                leasehold,
                config.virtualNodesOf(table.service()),
                table,
                mine.since().monotonic() + mine.inheritedNanos());
    }

    private void endTenure() {
        if (tenure != null) {
            pastRaces += racesOf(tenure);
            tenure = null;
        }
    }

    private void applied(LeaseTable before, ClockReading now, List<ManagerEffect> effects) {
        ServiceName service = before.service();
        LeaseTable table = state.table(service);
        TableHistory history = histories.getOrDefault(service, TableHistory.of(before));
        histories.put(service, history.append(table, now));
        if (tenure != null && tenure.services().containsKey(service)) {
            List<ManagerEffect> told = new ArrayList<>();
            tenure.services().get(service).applied(table, told);
            if (election != null && election.stands(now)) {
                effects.addAll(told);
            }
        }
    }

    private void hear(OwnerRequest request, ClockReading now, List<ManagerEffect> effects) {
        Tenure mine = tenure;
        if (mine == null
                || election == null
                || !election.stands(now)
                || request.term() > mine.term()) {
            effects.add(new ManagerEffect.Send(
                    new ManagerMessage.NotLeading(request.service(), request.owner())));
        } else if (request.term() < mine.term()) {
            effects.add(new ManagerEffect.Send(
                    new ManagerMessage.Hello(request.service(), request.owner(), mine.term())));
        } else {
            mine.services()
                    .computeIfAbsent(request.service(), name -> leasing(mine, state.table(name)))
                    .heard(request, now, effects);
        }
    }

    private void drain(ManagerEvent.Drain drain) {
        if (tenure != null && tenure.services().containsKey(drain.service())) {
            tenure.services().get(drain.service()).drain(drain.owner());
        }
    }

    private void shutDown() {
        if (election != null) {
            election.shutDown();
        }
        endTenure();
    }

    private void advance(ClockReading now, List<ManagerEffect> effects) {
        if (election == null) {
            return;
        }
        election.propose(longestLeaseNanos(now), isRestored(now), now)
                .ifPresent(write -> effects.add(new ManagerEffect.Propose(write)));
        if (tenure != null && election.stands(now)) {
            long retry = config.leader().heartbeatNanos();
            boolean grants = !state.leader().restored();
            tenure.services()
                    .values()
                    .forEach(service -> service.advance(now, retry, grants, effects));
        }
    }

    /** Under shorter terms than the last leader's, its longer leases must first have run out. */
    private long longestLeaseNanos(ClockReading now) {
        long own = config.lease().managerNanos();
        return tenure == null || tenure.hasWaited(now)
                ? own
                : Math.max(own, tenure.inheritedNanos());
    }

    /** Leases of a lost history are in no table; they too must first have run out. */
    private boolean isRestored(ClockReading now) {
        return state.leader().restored() && (tenure == null || !tenure.hasWaited(now));
    }

    @SuppressWarnings("ReferenceEquality") // a state is replaced, never changed
    private void remember(ClockReading now) {
        boolean leading = tenure != null && election != null && election.stands(now);
        long races = pastRaces + (tenure == null ? 0 : racesOf(tenure));
        boolean storeRead = election != null;
        long shownAt = election == null ? 0 : election.shownAt();
        if (state != view.state()
                || leading != view.leading()
                || races != view.races()
                || storeRead != view.storeRead()
                || shownAt != view.leaderSeenAt()) {
            view = new ManagerView(state, histories, leading, races, storeRead, shownAt);
        }
    }

    private static long racesOf(Tenure tenure) {
        return tenure.services().values().stream()
                .mapToLong(ServiceLeasing::races)
                .sum();
    }

    private long wakeAt(ClockReading now) {
        if (election == null) {
            return Step.NEVER;
        }
        long soonest = election.wakeAt();
        if (tenure != null && isRestored(now) && tenure.waitsUntil() - soonest < 0) {
            soonest = tenure.waitsUntil();
        }
        if (tenure != null && election.stands(now)) {
            long retry = config.leader().heartbeatNanos();
            for (ServiceLeasing service : tenure.services().values()) {
                long wake = service.wakeAt(now, retry);
                soonest = wake != Step.NEVER && wake - soonest < 0 ? wake : soonest;
            }
        }
        return soonest;
    }
}
