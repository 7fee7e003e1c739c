package io.centrifuge.simulation.world;

import io.centrifuge.ClockReading;
import io.centrifuge.Hint;
import io.centrifuge.LeaseCheck;
import io.centrifuge.ServiceName;
import io.centrifuge.simulation.scenario.RandomStream;
import io.centrifuge.simulation.world.ClientWrites.Write;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Clients: each asks a lookup who owns a key, and leaves something with the owner by the safe
 * pattern (check, act, check again before the answer leaves).
 */
final class Workload {
    private final World world;
    private final SplittableRandom random;
    private final long longestGap;

    Workload(World world) {
        this.world = world;
        this.random = world.scenario().random(RandomStream.REQUESTS, 0);
        longestGap = Math.max(
                2,
                world.scenario().lease().getFirst().renewalNanos()
                        / world.scenario().sizes().owners());
    }

    void begin() {
        world.queue().after(1 + random.nextLong(longestGap), () -> {
            request();
            begin();
        });
    }

    private void request() {
        List<ServiceName> services = world.services();
        ServiceName service = services.get(random.nextInt(services.size()));
        int key = random.nextInt(world.writes(service).size());
        List<LookupProcess> lookups = world.lookups(service);
        LookupProcess lookup = lookups.get(random.nextInt(lookups.size()));
        world.counted();
        world.tell(new Observation.Requested(service, key));
        if (lookup.isStill()) {
            return;
        }
        Hint hint = lookup.visible().hint(world.writes(service).key(key));
        world.trace().line(world.time(), () -> "client of key %d: %s".formatted(key, hint));
        OwnerProcess owner =
                hint.address().map(address -> world.owner(service, address)).orElse(null);
        if (owner == null || owner.isStill() || !write(owner, key)) {
            lookup.take(lookup::refused);
        }
    }

    private boolean write(OwnerProcess owner, int key) {
        ClientWrites writes = world.writes(owner.service());
        long hash = writes.key(key);
        ClockReading now = owner.now();
        LeaseCheck check = owner.visible().check(hash, now.monotonic(), now.wall(), 0);
        if (!check.held()) {
            return false;
        }
        boolean sinceLast =
                owner.visible().isHeldSince(hash, writes.newest(), now.monotonic(), now.wall());
        world.trace().mix(key, check.number(), sinceLast ? 1 : 0);
        if (!owner.isExcused()) {
            Write write = writes.make(check.number());
            owner.memory().put(key, write);
            world.queue()
                    .after(
                            random.nextLong(longestGap),
                            () -> owner.take(() -> {
                                ClockReading then = owner.now();
                                if (!owner.isExcused()
                                        && owner.visible()
                                                .isHeldSince(
                                                        hash,
                                                        write.number(),
                                                        then.monotonic(),
                                                        then.wall())) {
                                    writes.acknowledge(key, write);
                                }
                            }));
        }
        return true;
    }
}
