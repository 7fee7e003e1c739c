package io.centrifuge.core.schedule;

import io.centrifuge.core.Step;
import io.centrifuge.core.owner.OwnerConfig;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.owner.OwnerMachine;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.table.OwnerAddress;
import io.centrifuge.core.table.OwnerId;
import io.centrifuge.core.table.OwnerRef;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.core.time.ClockReading;

/** One start of one owner's process in one service. */
final class SimOwner extends SimProcess {
    final ServiceName service;
    final OwnerRef self;
    final OwnerMachine machine;

    /** What the application's threads see. */
    OwnerSnapshot visible = OwnerSnapshot.EMPTY;

    /** Whether its application has heard that it is no longer wanted, or has left. */
    boolean finished;

    /** Which manager it talks to. */
    int manager;

    SimOwner(World world, ServiceName service, OwnerId id) {
        super(world);
        this.service = service;
        this.self = new OwnerRef(id, world.random.nextLong());
        machine = new OwnerMachine(new OwnerConfig(
                service,
                self,
                new OwnerAddress("127.0.0.1:8080"),
                world.random.nextBoolean(),
                world.random.nextLong()));
    }

    @Override
    void wake() {
        on(new OwnerEvent.Wake());
    }

    void on(OwnerEvent event) {
        ClockReading now = now();
        world.checks.beforeEvent(this, now);
        Step<OwnerEffect> step = machine.on(event, now);
        for (OwnerEffect effect : step.effects()) {
            switch (effect) {
                case OwnerEffect.Publish publish -> {
                    visible = publish.snapshot();
                    world.checks.published(this);
                }
                case OwnerEffect.Send send -> world.toManager(this, send.request());
                case OwnerEffect.Reconnect reconnect -> manager++;
                case OwnerEffect.Changed changed -> {}
                case OwnerEffect.Superseded superseded -> finished = true;
                case OwnerEffect.Left left -> finished = true;
            }
        }
        wakeAt(step.wakeAt());
    }
}
