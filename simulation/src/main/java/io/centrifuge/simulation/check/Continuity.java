package io.centrifuge.simulation.check;

import io.centrifuge.ClockReading;
import io.centrifuge.simulation.world.ClientWrites;
import io.centrifuge.simulation.world.ClientWrites.Write;
import io.centrifuge.simulation.world.Observation;
import io.centrifuge.simulation.world.OwnerMemory;
import io.centrifuge.simulation.world.OwnerProcess;
import io.centrifuge.simulation.world.RunCounters;
import io.centrifuge.simulation.world.World;

/**
 * G3, by following what clients left: where an owner says that it has held a key without a gap
 * since a number, all is there that a client was told is safe under that number. And where a lease
 * says that state came along, it did.
 */
final class Continuity implements Check {
    private static final String NAME = "G3 continuity";

    private final World world;

    Continuity(World world) {
        this.world = world;
    }

    @Override
    public void see(Observation observation) {
        switch (observation) {
            case Observation.Published published -> tookOver(published.owner());
            case Observation.Requested requested -> {
                for (OwnerProcess owner : world.owners(requested.service())) {
                    if (!owner.isExcused() && owner.memory().isOf(requested.key())) {
                        has(owner, requested.key());
                    }
                }
            }
            default -> {}
        }
    }

    private void tookOver(OwnerProcess owner) {
        for (OwnerMemory.TookOver took : owner.memory().takenOver()) {
            for (Write write : world.writes(owner.service()).acknowledged(took.key())) {
                boolean promised = took.lease().stateSince() <= write.number()
                        && write.number() < took.lease().number();
                if (promised && !took.content().contains(write)) {
                    throw new Violation(
                            NAME,
                            "%s holds a key under %s without what was left under %d"
                                    .formatted(owner.name(), took.lease(), write.number()));
                }
            }
        }
    }

    private void has(OwnerProcess owner, int key) {
        ClientWrites writes = world.writes(owner.service());
        ClockReading now = owner.now();
        for (Write write : writes.acknowledged(key)) {
            world.counters().add(RunCounters.Count.CHECKS, 1);
            if (owner.visible()
                            .isHeldSince(
                                    writes.key(key), write.number(), now.monotonic(), now.wall())
                    && !owner.memory().has(key, write)) {
                throw new Violation(
                        NAME,
                        "%s says held since %d without what was left under it"
                                .formatted(owner.name(), write.number()));
            }
        }
    }
}
