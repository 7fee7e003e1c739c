package io.centrifuge.simulation.world;

import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.core.lookup.LookupMachine;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.state.History;
import io.centrifuge.core.time.LeaderTiming;
import io.centrifuge.simulation.scenario.Fault;
import io.centrifuge.simulation.scenario.RandomStream;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * What operators do wrong: they start a process under a timing that is unsafe, or with a name or an
 * address that is none, or without managers to ask, or restore the store as something that it can't
 * be, or by a clock that is out of order. Each is to be refused, with a reason, and the world goes
 * on as if nothing had been.
 */
final class OperatorMistakes {
    private static final Duration TOO_LONG = Duration.ofDays(1).plusNanos(1);

    private static final String[] NO_NAMES = {
        "", " o1", "o1\t", "o\n1", "o\u00851", "o\ud800", "o".repeat(201), "\n".repeat(201)
    };
    private static final String[] NO_ADDRESSES = {
        "", "owner-1", "owner-1:0", "owner-1:65536", ":8080", "owner-1:8080/a", "owner 1:8080"
    };

    private final World world;

    OperatorMistakes(World world) {
        this.world = world;
    }

    void make(Fault fault) {
        SplittableRandom random = world.scenario().random(RandomStream.MISTAKES, fault.index());
        switch (random.nextInt(7)) {
            case 0 -> {
                String name = NO_NAMES[random.nextInt(NO_NAMES.length)];
                attempt("an owner's name", () -> new OwnerId(name));
            }
            case 1 -> {
                String address = NO_ADDRESSES[random.nextInt(NO_ADDRESSES.length)];
                attempt("an owner's address", () -> new OwnerAddress(address));
            }
            case 2 -> attempt("a manager's lease terms", () -> leaseTiming(random));
            case 3 -> attempt("a manager's leader terms", () -> leaderTiming(random));
            case 4 -> attempt("a manager's virtual nodes", () -> managerConfig(random));
            case 5 ->
                attempt(
                        "a lookup's managers",
                        () -> new LookupMachine(world.services().getFirst(), 0, 1));
            default -> attempt("what a store is restored as", () -> restored(random));
        }
    }

    private void attempt(String what, Supplier<Object> action) {
        try {
            world.tell(new Observation.Mistaken(what + ": " + action.get(), null));
        } catch (IllegalArgumentException refused) {
            world.tell(new Observation.Mistaken(what, refused.getMessage()));
        }
    }

    /** One of the timings in use, but for one thing. */
    private Object leaseTiming(SplittableRandom random) {
        LeaseTiming good = world.scenario().lease().getFirst();
        Duration owner = good.owner();
        Duration manager = good.manager();
        Duration renewal = good.renewal();
        double bound = good.rateBound();
        return switch (random.nextInt(8)) {
            case 0 -> new LeaseTiming(Duration.ZERO, manager, renewal, bound);
            case 1 -> new LeaseTiming(owner, TOO_LONG, renewal, bound);
            case 2 -> new LeaseTiming(owner, manager, renewal.negated(), bound);
            case 3 -> new LeaseTiming(owner, manager, renewal.multipliedBy(2), bound);
            case 4 -> new LeaseTiming(owner, owner.minusNanos(1), renewal, bound);
            case 5 -> new LeaseTiming(owner, manager, renewal, 0.9);
            case 6 -> new LeaseTiming(owner, manager, renewal, 10.1);
            default -> new LeaseTiming(owner, manager, renewal, Double.NaN);
        };
    }

    private Object leaderTiming(SplittableRandom random) {
        LeaderTiming good = world.scenario().leader();
        Duration lease = good.lease();
        Duration heartbeat = good.heartbeat();
        double bound = good.rateBound();
        return switch (random.nextInt(6)) {
            case 0 -> new LeaderTiming(TOO_LONG, heartbeat, bound);
            case 1 -> new LeaderTiming(lease, Duration.ZERO, bound);
            case 2 -> new LeaderTiming(lease, heartbeat.multipliedBy(2), bound);
            case 3 -> new LeaderTiming(lease, heartbeat, 0);
            case 4 -> new LeaderTiming(lease, heartbeat, 11);
            default -> new LeaderTiming(lease, heartbeat, Double.NaN);
        };
    }

    private Object managerConfig(SplittableRandom random) {
        int nodes = random.nextBoolean() ? 0 : ManagerConfig.MOST_VIRTUAL_NODES + 1;
        int good = world.scenario().sizes().virtualNodes();
        LeaseTiming lease = world.scenario().lease().getFirst();
        return random.nextBoolean()
                ? new ManagerConfig(
                        1, lease, world.scenario().leader(), nodes, Map.of(), JoinWait.NONE)
                : new ManagerConfig(
                        1,
                        lease,
                        world.scenario().leader(),
                        good,
                        Map.of(world.services().getFirst(), nodes),
                        JoinWait.NONE);
    }

    private Object restored(SplittableRandom random) {
        long history = History.of(world.store().state().leader().term());
        return switch (random.nextInt(5)) {
            case 0 -> world.store().state().restoredAs(history, 0);
            case 1 -> world.store().state().restoredAs(history + 1, -1);
            case 2 -> world.store().state().restoredAs(History.LAST + 1, 0);
            case 3 -> History.at(0);
            default -> History.at(History.wallMillis(History.LAST) + 1);
        };
    }
}
