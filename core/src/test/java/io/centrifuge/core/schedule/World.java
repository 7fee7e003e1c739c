package io.centrifuge.core.schedule;

import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.table.OwnerId;
import io.centrifuge.core.table.ServiceName;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Everything that one seed makes happen, in the order of true time: managers over one log, owners
 * and lookups of two services, a bad network, and what goes wrong. The guarantees are checked after
 * every event.
 */
final class World {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    final SplittableRandom random;
    final Checks checks;
    final Network network;
    final SimStore store;
    final int virtualNodes;
    long time;

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private long order;
    private final List<SimManager> managers = new ArrayList<>();
    private final List<SimOwner> owners = new ArrayList<>();
    private final List<SimLookup> lookups = new ArrayList<>();
    private final List<ServiceName> services =
            List.of(new ServiceName("presence"), new ServiceName("sessions"));
    private final int names;

    private record Due(long at, long order, Runnable action) {}

    World(long seed) {
        random = new SplittableRandom(seed);
        checks = new Checks(this);
        network = new Network(this);
        store = new SimStore(this);
        virtualNodes = random.nextInt(1, 5);
        names = random.nextInt(2, 5);
        int managerCount = random.nextInt(1, 4);
        for (int i = 0; i < managerCount; i++) {
            managers.add(new SimManager(this));
        }
        for (ServiceName service : services) {
            for (int i = 0; i < names; i++) {
                start(service, anyName());
            }
            lookups.add(new SimLookup(this, service));
            lookups.add(new SimLookup(this, service));
        }
        lookups.forEach(lookup -> after(1, lookup::wake));
        nextMishap();
    }

    void run(int events) {
        for (int i = 0; i < events; i++) {
            Due due = queue.remove();
            time = due.at();
            due.action().run();
            services.forEach(service -> checks.exclusive(service, owners));
        }
    }

    void at(long when, Runnable action) {
        queue.add(new Due(Math.max(when, time), order++, action));
    }

    void after(long nanos, Runnable action) {
        at(time + nanos, action);
    }

    void toManager(SimOwner owner, OwnerRequest request) {
        SimManager manager = managers.get(owner.manager % managers.size());
        manager.receive(request, heard -> manager.on(new ManagerEvent.Heard(heard)));
    }

    void toOwner(ManagerMessage message) {
        checks.count(message.getClass().getSimpleName());
        for (SimOwner owner : owners) {
            if (owner.self.equals(message.owner()) && owner.service.equals(message.service())) {
                owner.receive(message, heard -> owner.on(new OwnerEvent.Heard(heard)));
            }
        }
    }

    void pushTables(SimManager manager, ServiceName service) {
        for (SimLookup lookup : lookups) {
            if (lookup.service.equals(service)
                    && lookup.watched >= 0
                    && managers.get(lookup.watched % managers.size()) == manager) {
                TableAnswer answer = manager.machine.view().history(service).answer(lookup.sentTo);
                if (answer.lsn() > lookup.sentTo) {
                    lookup.sentTo = answer.lsn();
                    hear(lookup, answer);
                }
            }
        }
    }

    void poll(SimLookup lookup, long lsn) {
        SimManager manager = managers.get(random.nextInt(managers.size()));
        manager.receive(
                lsn,
                since -> hear(
                        lookup, manager.machine.view().history(lookup.service).answer(since)));
    }

    private void hear(SimLookup lookup, TableAnswer answer) {
        checks.count(answer.getClass().getSimpleName());
        lookup.receive(answer, heard -> lookup.on(new LookupEvent.Heard(heard)));
    }

    private void start(ServiceName service, OwnerId id) {
        SimOwner owner = new SimOwner(this, service, id);
        owner.manager = random.nextInt(3);
        owners.add(owner);
        after(random.nextLong(SECOND), () -> owner.take(owner::wake));
    }

    /** One of more names than are here at a time, so that the plan's boundaries wander. */
    private OwnerId anyName() {
        return new OwnerId("owner-" + random.nextInt(10_000));
    }

    private void nextMishap() {
        after(random.nextLong(2 * SECOND), () -> {
            mishap();
            SimLookup lookup = lookups.get(random.nextInt(lookups.size()));
            lookup.take(() -> lookup.on(new LookupEvent.Refused()));
            nextMishap();
        });
    }

    private void mishap() {
        SimOwner owner = owners.get(random.nextInt(owners.size()));
        switch (random.nextInt(17)) {
            case 0 -> kill(owner);
            case 1 -> restart(owner, random.nextBoolean());
            case 2, 3 -> owner.standStill(random.nextLong(5 * SECOND));
            case 4 -> jump(owner);
            case 5 -> owner.take(() -> owner.on(new OwnerEvent.Leave()));
            case 6 -> owner.take(() -> owner.on(new OwnerEvent.Disconnected()));
            case 7 -> restartManager();
            case 8 -> managerMishap(managers.get(random.nextInt(managers.size())));
            case 9 -> network.goDown(random.nextLong(4 * SECOND));
            case 10 -> store.stall(random.nextLong(4 * SECOND));
            case 11 -> {
                SimManager manager = managers.get(random.nextInt(managers.size()));
                manager.take(
                        () -> manager.on(new ManagerEvent.Drain(owner.service, owner.self.id())));
            }
            case 12, 13, 14 -> lookupMishap(lookups.get(random.nextInt(lookups.size())));
            default -> refill();
        }
    }

    private void kill(SimOwner owner) {
        owner.die();
        owners.remove(owner);
        checks.forget(owner);
        after(random.nextLong(8 * SECOND), this::refill);
        if (owners.isEmpty()) {
            refill();
        }
    }

    /** A new process under a name that another may still have. */
    private void restart(SimOwner owner, boolean kill) {
        start(owner.service, owner.self.id());
        if (kill) {
            kill(owner);
        }
    }

    private void refill() {
        owners.stream().filter(owner -> owner.finished).toList().forEach(owner -> {
            owner.die();
            owners.remove(owner);
            checks.forget(owner);
        });
        for (ServiceName service : services) {
            long present = owners.stream()
                    .filter(owner -> owner.service.equals(service))
                    .count();
            if (present < names && random.nextInt(3) > 0) {
                start(service, anyName());
            }
        }
        if (owners.isEmpty()) {
            start(services.getFirst(), anyName());
        }
    }

    private void jump(SimProcess process) {
        if (!process.clock.suspends) {
            process.clock.jumpWall(random.nextLong(-3600 * SECOND, 5 * SECOND));
        }
    }

    /** Killed or shut down; a new process takes its place. */
    private void restartManager() {
        int index = random.nextInt(managers.size());
        SimManager old = managers.get(index);
        if (random.nextBoolean()) {
            old.take(() -> old.on(new ManagerEvent.ShutDown()));
            after(random.nextLong(3 * SECOND), () -> replace(old));
        } else {
            replace(old);
        }
    }

    void shutDown(SimManager manager) {
        checks.count("shut down");
        after(1, () -> replace(manager));
    }

    private void replace(SimManager old) {
        int index = managers.indexOf(old);
        if (index >= 0) {
            old.die();
            managers.set(index, new SimManager(this));
        }
    }

    private void managerMishap(SimManager manager) {
        switch (random.nextInt(3)) {
            case 0 -> manager.standStill(random.nextLong(6 * SECOND));
            case 1 -> manager.cutOff(random.nextLong(8 * SECOND));
            default -> jump(manager);
        }
    }

    private void lookupMishap(SimLookup lookup) {
        switch (random.nextInt(4)) {
            case 0 -> lookup.standStill(random.nextLong(700 * SECOND));
            case 1 -> lookup.watched = -1;
            case 2 -> lookup.take(() -> lookup.on(new LookupEvent.Refused()));
            default -> lookup.take(() -> lookup.on(new LookupEvent.Disconnected()));
        }
    }
}
