package io.centrifuge.core.schedule;

import io.centrifuge.core.Step;
import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.manager.ManagerEffect;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.ManagerMachine;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.core.time.LeaderTerms;
import io.centrifuge.core.time.LeaseTerms;

import java.util.Map;

/** One start of one manager process. */
final class SimManager extends SimProcess {
    final ManagerMachine machine;

    /** True time until which nothing passes between this process and the log. */
    private long cutOffUntil;

    SimManager(World world) {
        super(world);
        machine = new ManagerMachine(new ManagerConfig(
                world.random.nextLong(),
                LeaseTerms.FAST,
                LeaderTerms.STANDARD,
                world.virtualNodes,
                Map.of()));
        on(new ManagerEvent.Restored(world.store.state()));
        world.store.follow(this, record -> on(new ManagerEvent.Committed(record)));
    }

    @Override
    void wake() {
        on(new ManagerEvent.Wake());
    }

    void on(ManagerEvent event) {
        Step<ManagerEffect> step = machine.on(event, now());
        for (ManagerEffect effect : step.effects()) {
            switch (effect) {
                case ManagerEffect.Propose propose -> {
                    if (!isCutOff()) {
                        world.store.propose(propose.record());
                    }
                }
                case ManagerEffect.Send send -> world.toOwner(send.message());
            }
        }
        wakeAt(step.wakeAt());
        for (ServiceName service : machine.view().histories().keySet()) {
            world.pushTables(this, service);
        }
        if (machine.isShutDown() && event instanceof ManagerEvent.Committed) {
            world.shutDown(this);
        }
    }

    @Override
    boolean isCutOff() {
        return world.time < cutOffUntil;
    }

    void cutOff(long nanos) {
        cutOffUntil = world.time + nanos;
        world.after(nanos + 1, world.store::catchUpAll);
    }
}
