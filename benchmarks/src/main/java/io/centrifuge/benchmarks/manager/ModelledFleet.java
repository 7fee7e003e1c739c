package io.centrifuge.benchmarks.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Step;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.manager.ManagerEffect;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.time.LeaderTiming;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * One service's owners and the machine of the manager that leads, in virtual time. Nothing is lost:
 * a message to an owner, its answer, and a record on its way through the store all take equally
 * long, so they arrive in the order in which they were sent. One thread.
 */
final class ModelledFleet {
    private static final ServiceName SERVICE = new ServiceName("bench");
    private static final LeaseTiming TIMING = LeaseTiming.STANDARD;
    private static final LeaderTiming LEADER_TERMS = LeaderTiming.STANDARD;
    private static final JoinWait JOIN_WAIT = JoinWait.STANDARD;

    /** Between an event and the next one, where nothing has to be waited for. */
    private static final long STEP_NANOS = 1_000;

    /** In which all that something causes has happened: nothing waits longer than joins do. */
    private static final long QUIET_NANOS = JOIN_WAIT.longest().plusMillis(500).toNanos();

    /** Nobody is expired yet so long before it is due. */
    private static final long BEFORE_EXPIRY_NANOS = 1_000_000;

    private final SortedMap<OwnerRef, ModelledOwner> owners = new TreeMap<>();
    private final Queue<Runnable> arrivals = new ArrayDeque<>();
    private final List<MeteredMachine> earlier = new ArrayList<>();
    private MeteredMachine machine;
    private int processes;
    private int numbers;
    private long now = 1_000_000_000L;
    private long wakeAt = Step.NEVER;
    private String during = "";

    /** A manager that leads, and no owner yet. */
    ModelledFleet() {
        machine = machine();
        on(new ManagerEvent.Restored(CommittedState.begun(new UUID(0, 1))));
        takeOver();
    }

    private MeteredMachine machine() {
        return new MeteredMachine(new ManagerConfig(
                ++processes,
                TIMING,
                LEADER_TERMS,
                ManagerConfig.DEFAULT_VIRTUAL_NODES,
                Map.of(),
                JOIN_WAIT));
    }

    /** From here on events belong to {@code what}. */
    void begin(String what) {
        during = what;
    }

    /** So many owners join together. */
    void join(int count) {
        for (int i = 0; i < count; i++) {
            ModelledOwner owner = new ModelledOwner(SERVICE, numbers++);
            owners.put(owner.self(), owner);
            request(owner);
        }
        settle();
    }

    /** The owner that is there the longest leaves. */
    void leave() {
        ModelledOwner owner = Objects.requireNonNull(owners.get(owners.firstKey()));
        owner.leave();
        request(owner);
        settle();
        owners.remove(owner.self());
    }

    /** The owner that is there the longest falls silent; the others renew until it is due. */
    void fallSilent() {
        ModelledOwner silent = Objects.requireNonNull(owners.remove(owners.firstKey()));
        request(silent);
        deliver();
        long due = now + TIMING.managerNanos() - BEFORE_EXPIRY_NANOS;
        while (due - now > TIMING.renewalNanos()) {
            advance(now + TIMING.renewalNanos());
            renew();
        }
        advance(due);
    }

    /** Each owner renews once. */
    void renew() {
        for (ModelledOwner owner : owners.values()) {
            request(owner);
            deliver();
        }
    }

    /** The manager ends; a standby that has all that is committed remains. */
    void loseManager() {
        CommittedState state = machine.state();
        earlier.add(machine);
        machine = machine();
        on(new ManagerEvent.Restored(state));
    }

    /** The standby leads, which the owners haven't noticed. */
    void takeOver() {
        advance(now + LEADER_TERMS.takeoverNanos());
        if (!machine.leads()) {
            throw new IllegalStateException("the manager doesn't lead");
        }
    }

    /** The first requests of all owners, which still have the term of the manager before. */
    void renewAfterTakeover() {
        owners.values().forEach(this::request);
        settle();
    }

    /** All that was begun has its effects. */
    void settle() {
        advance(now + QUIET_NANOS);
    }

    private void request(ModelledOwner owner) {
        OwnerRequest request = owner.request();
        arrivals.add(() -> on(new ManagerEvent.Heard(request)));
    }

    /** Time passes until {@code end}, with what is due meanwhile. */
    private void advance(long end) {
        deliver();
        while (wakeAt - end <= 0) {
            now = Math.max(now, wakeAt);
            on(new ManagerEvent.Wake());
            deliver();
        }
        now = Math.max(now, end);
    }

    private void deliver() {
        while (!arrivals.isEmpty()) {
            arrivals.remove().run();
        }
    }

    private void hear(ManagerMessage message) {
        ModelledOwner owner = owners.get(message.owner());
        if (owner != null && owner.hear(message)) {
            request(owner);
        }
    }

    private void on(ManagerEvent event) {
        now += STEP_NANOS;
        Step<ManagerEffect> step = machine.on(event, new ClockReading(now, now), during);
        wakeAt = step.wakeAt();
        for (ManagerEffect effect : step.effects()) {
            switch (effect) {
                case ManagerEffect.Propose propose ->
                    arrivals.add(() -> on(new ManagerEvent.Committed(propose.record())));
                case ManagerEffect.Send send -> arrivals.add(() -> hear(send.message()));
                case ManagerEffect.Say say -> {}
            }
        }
    }

    int size() {
        return owners.size();
    }

    LeaseTable table() {
        return machine.state().table(SERVICE);
    }

    /** How many ranges are held. */
    int ranges() {
        return table().entries().pieces(entry -> !entry.isFree()).size();
    }

    /**
     * @throws IllegalStateException unless every key is held, each owner knows of all that it
     *     holds, and nobody else has a name: else the figures would be of something else
     */
    void requireRest() {
        boolean free = table().entries().any(LeaseEntry::isFree);
        boolean same = table().owners().keySet().equals(owners.keySet());
        boolean known = owners.values().stream()
                .allMatch(owner -> owner.leases().equals(table().heldBy(owner.self())));
        if (free || !same || !known) {
            throw new IllegalStateException(
                    "after %s of %d owners, not all is at rest: some free %b, owners known %b,"
                                    .formatted(during, owners.size(), free, same)
                            + " leases known " + known);
        }
    }

    /** What all events cost up to now, of all managers. */
    Cost total() {
        return earlier.stream().map(MeteredMachine::total).reduce(machine.total(), Cost::plus);
    }

    LongestEvent longest() {
        return earlier.stream()
                .map(MeteredMachine::longest)
                .reduce(machine.longest(), LongestEvent::orLonger);
    }

    /** Lets go of all but the manager that leads. */
    void releaseOwners() {
        owners.clear();
        earlier.clear();
    }
}
