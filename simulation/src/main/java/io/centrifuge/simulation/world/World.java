package io.centrifuge.simulation.world;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.simulation.scenario.RandomStream;
import io.centrifuge.simulation.scenario.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that one scenario makes happen, in the order of true time: managers over one store, owners
 * and lookups of some services, a bad network, and what goes wrong. It judges nothing: what can be
 * seen of each event is left as {@link Observation observations}. One thread.
 */
public final class World {
    private final Scenario scenario;
    private final Trace trace;
    private final EventQueue queue = new EventQueue();
    private final RunCounters counters = new RunCounters();
    private final List<Observation> observations = new ArrayList<>();
    private final Timekeeping timekeeping;
    private final Network network;
    private final SimStore store;
    private final SplittableRandom random;
    private final FaultInjector injector;
    private final SortedMap<ServiceName, Population> populations = new TreeMap<>();

    /** One in each place; dead until the next one starts there. */
    private final List<ManagerProcess> managers = new ArrayList<>();

    private int processes;
    private boolean healed;

    public World(Scenario scenario, Trace trace) {
        this.scenario = scenario;
        this.trace = trace;
        timekeeping = new Timekeeping(this);
        network = new Network(this);
        store = new SimStore(this);
        random = scenario.random(RandomStream.PROCESSES, 0);
        for (int place = 0; place < scenario.sizes().managers(); place++) {
            managers.add(newManager(place, 0));
        }
        for (int i = 0; i < scenario.sizes().services(); i++) {
            populate(new ServiceName("service-" + i), i);
        }
        injector = new FaultInjector(this);
        injector.begin();
        new Workload(this).begin();
    }

    private void populate(ServiceName service, int index) {
        Population population = new Population(
                new ClientWrites(scenario.random(RandomStream.REQUESTS, 1 + index)),
                scenario.sizes().owners());
        populations.put(service, population);
        for (int i = 0; i < scenario.sizes().owners(); i++) {
            startOwner(service, anyName());
        }
        for (int i = 0; i < scenario.sizes().lookups(); i++) {
            int id = ++processes;
            LookupProcess lookup = new LookupProcess(this, service, id, randomOf(id));
            population.lookups.add(lookup);
            queue.after(1, () -> lookup.take(lookup::wake));
        }
    }

    /** What happened since this was asked last. */
    public List<Observation> observations() {
        return observations;
    }

    /** Does what is due next. */
    public void step() {
        queue.runNext();
    }

    /** Lets time pass, with all that is due until then, up to {@code when}. */
    public boolean stepUntil(long when) {
        if (queue.nextAt() > when) {
            queue.skipTo(when);
            return false;
        }
        queue.runNext();
        return true;
    }

    /** True time, in nanoseconds since the world began. */
    public long time() {
        return queue.time();
    }

    public Scenario scenario() {
        return scenario;
    }

    public RunCounters counters() {
        return counters;
    }

    public Trace trace() {
        return trace;
    }

    public SimStore store() {
        return store;
    }

    public List<ServiceName> services() {
        return List.copyOf(populations.keySet());
    }

    /** Those that live, also if they stand still. */
    public List<OwnerProcess> owners(ServiceName service) {
        return Collections.unmodifiableList(of(service).owners);
    }

    public List<LookupProcess> lookups(ServiceName service) {
        return Collections.unmodifiableList(of(service).lookups);
    }

    /** One in each place; some may be dead. */
    public List<ManagerProcess> managers() {
        return Collections.unmodifiableList(managers);
    }

    public ClientWrites writes(ServiceName service) {
        return of(service).writes;
    }

    public @Nullable OwnerProcess owner(ServiceName service, OwnerRef ref) {
        return of(service).byRef.get(ref);
    }

    public @Nullable OwnerProcess owner(ServiceName service, OwnerAddress address) {
        return of(service).byAddress.get(address.value());
    }

    private Population of(ServiceName service) {
        Population population = populations.get(service);
        if (population == null) {
            throw new IllegalArgumentException("no service " + service);
        }
        return population;
    }

    /**
     * Ends all faults for good: what stands still goes on or dies, clocks keep the bound, and the
     * network and the store are well. At least one manager, and an owner of each service, is there.
     *
     * @return the true time from which all is well
     */
    public long heal() {
        healed = true;
        injector.end();
        network.heal();
        store.heal();
        for (ManagerProcess manager : List.copyOf(managers)) {
            if (manager.isShuttingDown()) {
                kill(manager, 1);
            }
            heal(manager);
            manager.reachStore();
            if (manager.isDead() && random.nextBoolean()) {
                managers.set(manager.place, newManager(manager.place, 0));
            }
        }
        if (managers.stream().allMatch(SimProcess::isDead)) {
            managers.set(0, newManager(0, 0));
        }
        populations.forEach((service, population) -> {
            List.copyOf(population.owners).forEach(this::heal);
            population.lookups.forEach(lookup -> {
                timekeeping.heal(lookup);
                lookup.heal();
                // Whatever was lost on its watch has broken it, and it is told at last.
                queue.after(1, () -> lookup.take(lookup::disconnected));
            });
            startOwner(service, new OwnerId("spare")); // the others may all be about to leave
        });
        return time();
    }

    /** What stands still may as well be gone for good: it isn't needed. */
    private void heal(SimProcess process) {
        if (process.isStill() && random.nextBoolean()) {
            if (process instanceof OwnerProcess owner) {
                kill(owner);
            } else {
                process.die();
            }
        } else {
            timekeeping.heal(process);
            process.heal();
        }
    }

    /** How many of the seed's discrete faults have come, also those left out. */
    public int faults() {
        return injector.faults();
    }

    EventQueue queue() {
        return queue;
    }

    Timekeeping timekeeping() {
        return timekeeping;
    }

    Network network() {
        return network;
    }

    /** What processes are drawn with, apart from what each draws for itself. */
    SplittableRandom random() {
        return random;
    }

    /** How late a wake-up may come. */
    long latestWake() {
        return healed ? 1_000_000 : scenario.leader().leaseNanos();
    }

    /** How many of 1,000 proposals are lost. */
    int storeLosses() {
        return healed ? 0 : scenario.messages().losses() / 2;
    }

    boolean isHealed() {
        return healed;
    }

    void tell(Observation observation) {
        observations.add(observation);
    }

    /** An event happened. */
    void counted() {
        counters.add(RunCounters.Count.EVENTS, 1);
    }

    /** Null if there is none in the service that is picked. */
    @Nullable
    OwnerProcess anyOwner(SplittableRandom picks) {
        List<OwnerProcess> owners = owners(services().get(picks.nextInt(populations.size())));
        return owners.isEmpty() ? null : owners.get(picks.nextInt(owners.size()));
    }

    LookupProcess anyLookup(SplittableRandom picks) {
        List<LookupProcess> lookups = lookups(services().get(picks.nextInt(populations.size())));
        return lookups.get(picks.nextInt(lookups.size()));
    }

    /** The manager in that place; places go round. */
    ManagerProcess manager(int place) {
        return managers.get(Math.floorMod(place, managers.size()));
    }

    private SplittableRandom randomOf(int process) {
        return scenario.random(RandomStream.PROCESSES, process);
    }

    private ManagerProcess newManager(int place, int age) {
        int id = ++processes;
        return new ManagerProcess(this, place, id, randomOf(id), age);
    }

    /** The process dies; another starts in its place later. */
    void kill(ManagerProcess manager, long nanosUntilNext) {
        if (manager.isDead()) {
            return;
        }
        counters.add(RunCounters.Count.RACES, manager.races());
        manager.die();
        trace.line(time(), () -> manager.name() + " is dead");
        if (!healed) {
            queue.after(nanosUntilNext, () -> {
                if (managers.get(manager.place) == manager && !healed) {
                    managers.set(manager.place, newManager(manager.place, store.anAge()));
                }
            });
        }
    }

    /** It has resigned, or there was nothing to resign from. */
    void ended(ManagerProcess manager) {
        kill(manager, random.nextLong(scenario.leader().takeoverNanos()));
    }

    /** The store is lost, and all managers with it; they start again on a backup of it. */
    void restore(long nanosUntilNext) {
        managers.forEach(manager -> kill(manager, nanosUntilNext));
        store.restore();
    }

    OwnerProcess startOwner(ServiceName service, OwnerId name) {
        int id = ++processes;
        OwnerProcess owner = new OwnerProcess(this, service, name, id, randomOf(id));
        of(service).add(owner);
        queue.after(
                random.nextLong(scenario.lease().getFirst().renewalNanos()),
                () -> owner.take(owner::wake));
        return owner;
    }

    void kill(OwnerProcess owner) {
        if (owner.isDead()) {
            return;
        }
        counters.add(RunCounters.Count.RACES, owner.races());
        counters.add(RunCounters.Count.OWNER_NANOS, time() - owner.startedAt);
        owner.die();
        trace.line(time(), () -> owner.name() + " is dead");
        of(owner.service()).remove(owner);
        if (!healed) {
            queue.after(
                    random.nextLong(scenario.longestManagerNanos()), () -> refill(owner.service()));
        }
    }

    /** Starts an owner if there are too few. */
    void refill(ServiceName service) {
        if (!healed && owners(service).size() < wanted(service)) {
            startOwner(service, anyName());
        }
    }

    /** How many owners the service is to have. */
    int wanted(ServiceName service) {
        return of(service).wanted;
    }

    /** From now on the service is to have so many owners. */
    void want(ServiceName service, int owners) {
        of(service).wanted = owners;
    }

    /** It has left, or heard that another has its name: it ends later, in peace if all is well. */
    void ended(OwnerProcess owner) {
        long nanos = healed ? 1_000_000_000 : random.nextLong(scenario.longestManagerNanos());
        queue.after(nanos, () -> kill(owner));
    }

    /** One of the names that owners take turns with. */
    OwnerId anyName() {
        return new OwnerId("o" + random.nextInt(scenario.sizes().names()));
    }

    /** What is counted only at the end of a process, of those that live. */
    public void close() {
        managers.forEach(manager -> {
            if (!manager.isDead()) {
                counters.add(RunCounters.Count.RACES, manager.races());
            }
        });
        populations
                .values()
                .forEach(population -> population.owners.forEach(owner -> {
                    counters.add(RunCounters.Count.RACES, owner.races());
                    counters.add(RunCounters.Count.OWNER_NANOS, time() - owner.startedAt);
                }));
    }
}
