package io.centrifuge.simulation.world;

import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.simulation.scenario.Fault;
import io.centrifuge.simulation.scenario.FaultPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes the scenario's discrete faults happen, each at its time. */
final class FaultInjector {
    private static final double A_DAY = 86_400e9;
    private static final double LONGEST_AWAY = 1_500e9;
    private static final int MOST_OWNERS = 30;
    private static final long LIFTS_AGAIN = 100_000_000;
    private static final long LIFTS = 5_000_000_000L;

    private final World world;
    private final FaultPlan plan;
    private final OperatorMistakes mistakes;
    /** All that was ever ordered. */
    private final SortedMap<ServiceName, Set<Cordon>> cordons = new TreeMap<>();

    private boolean ended;
    private int faults;

    FaultInjector(World world) {
        this.world = world;
        this.plan = new FaultPlan(world.scenario());
        this.mistakes = new OperatorMistakes(world);
    }

    void begin() {
        plan.next()
                .ifPresent(fault -> world.queue().at(fault.at(), () -> {
                    if (!ended) {
                        due(fault);
                        begin();
                    }
                }));
    }

    private void due(Fault fault) {
        faults = fault.index() + 1;
        if (inject(fault)) {
            world.counted();
            world.counters().fired(fault.kind());
            world.trace().mix(fault.index(), fault.target(), world.time());
            world.trace()
                    .line(
                            world.time(),
                            () -> "fault %d: %s"
                                    .formatted(fault.index(), fault.kind().text()));
        }
    }

    /** How many of the plan's faults have come, also those left out. */
    int faults() {
        return faults;
    }

    /** Nothing more goes wrong. */
    void end() {
        ended = true;
        liftCordons(world.time() + LIFTS);
    }

    /** Returns whether anything came of it. */
    private boolean inject(Fault fault) {
        return switch (fault.kind()) {
            case LOSS, DELAY, REPEAT, REORDER, STRAY -> false;
            case CUT_ONE_WAY -> {
                boolean inward = fault.share() < 0.5;
                world.network().cut(anyProcess(fault), inward, !inward, fault.nanos());
                yield true;
            }
            case CUT_BOTH_WAYS -> {
                world.network().cut(anyProcess(fault), true, true, fault.nanos());
                yield true;
            }
            case OWNER_CRASH,
                    OWNER_RESTART,
                    OWNER_TWIN,
                    OWNER_PAUSE,
                    OWNER_SUSPEND,
                    OWNER_DISCONNECT,
                    OWNER_JOIN,
                    OWNER_LEAVE,
                    OWNER_DRAIN,
                    OWNERS_SCALE -> injectIntoOwners(fault);
            case MANAGER_CRASH, MANAGER_SHUTDOWN, MANAGER_PAUSE, MANAGER_SUSPEND, MANAGERS_AWAY ->
                inject(fault, manager(fault));
            case LOOKUP_AWAY, LOOKUP_DISCONNECT -> inject(fault, lookup(fault));
            case CLOCK_STEP_FORWARD, CLOCK_STEP_BACK, CLOCK_DRIFT, CLOCK_DRIFT_BEYOND ->
                injectIntoClocks(fault, anyProcess(fault));
            case CLOCKS_BROKEN -> {
                OwnerProcess owner = owner(fault);
                if (owner == null) {
                    yield false;
                }
                world.timekeeping().breakBoth(owner, fault.share(), fault.nanos());
                yield true;
            }
            case STORE_SLOW,
                    STORE_LOST_REPLIES,
                    STORE_REFUSES,
                    STORE_REPEATS,
                    STORE_STALLS,
                    STORE_CUT_OFF,
                    STORE_RESTORED -> injectIntoStore(fault);
            case MISTAKE -> {
                mistakes.make(fault);
                yield true;
            }
        };
    }

    private List<OwnerProcess> allOwners() {
        List<OwnerProcess> owners = new ArrayList<>();
        world.services().forEach(service -> owners.addAll(world.owners(service)));
        return owners;
    }

    private @Nullable OwnerProcess owner(Fault fault) {
        List<OwnerProcess> owners = allOwners();
        return owners.isEmpty() ? null : owners.get(fault.pick(owners.size()));
    }

    /** Half of the time to fewer than there were at first, else to more. */
    private void scale(Fault fault, ServiceName service) {
        int first = world.scenario().sizes().owners();
        int wanted = 1 + (int) (fault.share() * (fault.share() < 0.5 ? 2 : 4) * first);
        wanted = Math.min(wanted, Math.max(first, MOST_OWNERS));
        world.want(service, wanted);
        List<OwnerProcess> here = List.copyOf(world.owners(service));
        for (int i = Math.min(wanted, here.size()); i < here.size(); i++) {
            OwnerProcess owner = here.get(i);
            within(fault, i, here.size(), () -> owner.take(owner::leave));
        }
        for (int i = here.size(); i < wanted; i++) {
            within(fault, i, wanted, () -> world.refill(service));
        }
    }

    /** One of several things that come one after the other. */
    private void within(Fault fault, int index, int count, Runnable what) {
        world.queue().after(fault.nanos() / count * index, () -> {
            if (!ended) {
                what.run();
            }
        });
    }

    private ManagerProcess manager(Fault fault) {
        return world.managers().get(fault.pick(world.managers().size()));
    }

    private LookupProcess lookup(Fault fault) {
        List<LookupProcess> lookups = new ArrayList<>();
        world.services().forEach(service -> lookups.addAll(world.lookups(service)));
        return lookups.get(fault.pick(lookups.size()));
    }

    private SimProcess anyProcess(Fault fault) {
        List<SimProcess> all = new ArrayList<>(allOwners());
        all.addAll(world.managers());
        if (fault.share() > 0.9) {
            return lookup(fault);
        }
        return all.get(fault.pick(all.size()));
    }

    private boolean injectIntoOwners(Fault fault) {
        OwnerProcess owner = owner(fault);
        if (owner == null) {
            world.startOwner(world.services().getFirst(), world.anyName());
            return true;
        }
        ServiceName service = owner.service();
        switch (fault.kind()) {
            case OWNER_CRASH -> soon(fault, owner, () -> world.kill(owner));
            case OWNER_RESTART -> {
                world.kill(owner);
                world.startOwner(service, owner.self().id());
            }
            case OWNER_TWIN -> world.startOwner(service, owner.self().id());
            case OWNER_PAUSE -> soon(fault, owner, () -> owner.standStill(fault.nanos(), false));
            case OWNER_SUSPEND -> {
                if (!owner.clock.isWallReliable()) {
                    return false;
                }
                soon(fault, owner, () -> owner.standStill(fault.nanos(), true));
            }
            case OWNER_DISCONNECT -> owner.take(owner::disconnected);
            case OWNER_JOIN -> {
                if (world.owners(service).size() >= 2 * world.wanted(service)) {
                    return false;
                }
                world.startOwner(service, world.anyName());
            }
            case OWNERS_SCALE -> scale(fault, service);
            case OWNER_LEAVE -> owner.take(owner::leave);
            default -> {
                ManagerProcess manager = manager(fault);
                ManagerEvent.Order order = order(fault, owner);
                manager.take(() -> manager.order(order));
            }
        }
        return true;
    }

    /** To drain it, now and then to evict or cordon it, or half of the time to take that back. */
    private ManagerEvent.Order order(Fault fault, OwnerProcess owner) {
        ServiceName service = owner.service();
        LeaseTable table = world.store().state().table(service);
        OwnerRef ref = owner.self();
        boolean takesBack = fault.share() >= 0.5;
        if (takesBack && table.cordons().contains(Cordon.of(ref.id()))) {
            return new ManagerEvent.LiftCordon(service, Cordon.of(ref.id()));
        }
        if (takesBack && table.isIn(ref, OwnerState.DRAINING)) {
            return new ManagerEvent.Undrain(service, ref.id());
        }
        if (fault.share() >= 0.9) {
            return new ManagerEvent.Evict(service, ref);
        }
        return fault.share() >= 0.8
                ? put(service, Cordon.of(ref.id()))
                : new ManagerEvent.Drain(service, ref.id());
    }

    private ManagerEvent.Order put(ServiceName service, Cordon cordon) {
        cordons.computeIfAbsent(service, none -> new TreeSet<>()).add(cordon);
        return new ManagerEvent.PutCordon(service, cordon);
    }

    /**
     * Nobody is served by who is cordoned: gives orders to lift until all cordons are lifted, also
     * those that are still on their way to the log.
     */
    private void liftCordons(long until) {
        boolean any = false;
        for (Map.Entry<ServiceName, Set<Cordon>> put : cordons.entrySet()) {
            ServiceName service = put.getKey();
            any |= !world.store().state().table(service).cordons().isEmpty();
            for (Cordon cordon : put.getValue()) {
                ManagerEvent.Order lift = new ManagerEvent.LiftCordon(service, cordon);
                world.managers().forEach(manager -> manager.take(() -> manager.order(lift)));
            }
        }
        if (any || (!cordons.isEmpty() && world.time() < until)) {
            world.queue().after(LIFTS_AGAIN, () -> liftCordons(until));
        }
    }

    /** At once, or in the midst of what the process does next. */
    private void soon(Fault fault, SimProcess process, Runnable what) {
        if (fault.share() < 0.5) {
            what.run();
        } else {
            process.interruptAfter((int) (fault.share() * 8) - 4, 1 + fault.nanos() / 10, what);
        }
    }

    private boolean inject(Fault fault, ManagerProcess manager) {
        if (manager.isDead()) {
            return false;
        }
        switch (fault.kind()) {
            case MANAGER_CRASH -> soon(fault, manager, () -> world.kill(manager, fault.nanos()));
            case MANAGER_SHUTDOWN -> {
                manager.shutDown();
                world.queue().after(fault.nanos(), () -> world.kill(manager, 1));
            }
            case MANAGERS_AWAY -> {
                long nanos = (long) (fault.share() * LONGEST_AWAY);
                world.managers().forEach(other -> world.kill(other, nanos));
            }
            case MANAGER_PAUSE ->
                soon(fault, manager, () -> manager.standStill(fault.nanos(), false));
            default -> {
                if (!manager.clock.isWallReliable()) {
                    return false;
                }
                soon(fault, manager, () -> manager.standStill(fault.nanos(), true));
            }
        }
        return true;
    }

    private static boolean inject(Fault fault, LookupProcess lookup) {
        switch (fault.kind()) {
            case LOOKUP_AWAY ->
                // Often longer than changes are kept for.
                lookup.standStill(fault.nanos() + (long) (fault.share() * 700e9), false);
            default -> lookup.take(lookup::disconnected);
        }
        return true;
    }

    private boolean injectIntoClocks(Fault fault, SimProcess process) {
        Timekeeping clocks = world.timekeeping();
        if (process.isDead() || (process instanceof OwnerProcess owner && owner.isExcused())) {
            return false;
        }
        return switch (fault.kind()) {
            case CLOCK_STEP_FORWARD ->
                clocks.stepWall(process, (long) (fault.nanos() * 2 * fault.share()));
            case CLOCK_STEP_BACK -> clocks.stepWall(process, (long) (-A_DAY * fault.share()));
            case CLOCK_DRIFT -> {
                clocks.drift(process, fault.share());
                yield true;
            }
            default -> {
                clocks.driftBeyond(process, fault.share());
                yield true;
            }
        };
    }

    private boolean injectIntoStore(Fault fault) {
        SimStore store = world.store();
        ManagerProcess manager = manager(fault);
        switch (fault.kind()) {
            case STORE_SLOW -> store.slowDown(fault.nanos());
            case STORE_LOST_REPLIES -> manager.withholdLog(fault.nanos());
            case STORE_REFUSES -> manager.loseProposals(fault.nanos());
            case STORE_REPEATS -> store.repeat(fault.nanos());
            case STORE_STALLS -> store.stall(fault.nanos());
            case STORE_CUT_OFF -> {
                manager.withholdLog(fault.nanos());
                manager.loseProposals(fault.nanos());
            }
            default -> world.restore(fault.nanos());
        }
        return true;
    }
}
