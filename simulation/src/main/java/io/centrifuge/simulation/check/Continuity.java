package io.centrifuge.simulation.check;

import io.centrifuge.core.time.ClockReading;
import io.centrifuge.simulation.world.Deposits;
import io.centrifuge.simulation.world.Deposits.Deposit;
import io.centrifuge.simulation.world.Fact;
import io.centrifuge.simulation.world.Memory;
import io.centrifuge.simulation.world.OwnerProcess;
import io.centrifuge.simulation.world.Tally;
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
    public void see(Fact fact) {
        switch (fact) {
            case Fact.Published published -> tookOver(published.owner());
            case Fact.Requested requested -> {
                for (OwnerProcess owner : world.owners(requested.service())) {
                    if (!owner.isExcused()) {
                        has(owner, requested.key());
                    }
                }
            }
            default -> {}
        }
    }

    private void tookOver(OwnerProcess owner) {
        for (Memory.TookOver took : owner.memory().takenOver()) {
            for (Deposit deposit : world.deposits(owner.service()).acknowledged(took.key())) {
                boolean promised = took.lease().stateSince() <= deposit.number()
                        && deposit.number() < took.lease().number();
                if (promised && !took.content().contains(deposit)) {
                    throw new Violation(
                            NAME,
                            "%s holds a key under %s without what was left under %d"
                                    .formatted(owner.name(), took.lease(), deposit.number()));
                }
            }
        }
    }

    private void has(OwnerProcess owner, int key) {
        Deposits deposits = world.deposits(owner.service());
        ClockReading now = owner.now();
        for (Deposit deposit : deposits.acknowledged(key)) {
            world.tally().add(Tally.Count.CHECKS, 1);
            if (owner.visible()
                            .isHeldSince(
                                    deposits.key(key),
                                    deposit.number(),
                                    now.monotonic(),
                                    now.wall())
                    && !owner.memory().has(key, deposit)) {
                throw new Violation(
                        NAME,
                        "%s says held since %d without what was left under it"
                                .formatted(owner.name(), deposit.number()));
            }
        }
    }
}
