package io.centrifuge.core.schedule;

import io.centrifuge.core.Step;
import io.centrifuge.core.key.KeyRange;
import io.centrifuge.core.lookup.LookupEffect;
import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.lookup.LookupMachine;
import io.centrifuge.core.lookup.LookupSnapshot;
import io.centrifuge.core.table.ServiceName;

import java.util.List;

/** One lookup's process. */
final class SimLookup extends SimProcess {
    final ServiceName service;
    private final LookupMachine machine;
    private LookupSnapshot visible = LookupSnapshot.EMPTY;

    /** Which manager it watches; none while negative. */
    int watched = -1;

    /** The LSN that the watched manager sent last. */
    long sentTo;

    private int turns;

    SimLookup(World world, ServiceName service) {
        super(world);
        this.service = service;
        machine = new LookupMachine(service, world.random.nextLong());
    }

    @Override
    void wake() {
        on(new LookupEvent.Wake());
    }

    void on(LookupEvent event) {
        Step<LookupEffect> step = machine.on(event, now());
        LookupSnapshot before = visible;
        List<KeyRange> lost = List.of();
        for (LookupEffect effect : step.effects()) {
            switch (effect) {
                case LookupEffect.Publish publish -> visible = publish.snapshot();
                case LookupEffect.Lost told -> lost = told.ranges();
                case LookupEffect.Watch watch -> {
                    watched = turns++;
                    sentTo = watch.lsn();
                }
                case LookupEffect.Poll poll -> world.poll(this, poll.lsn());
            }
        }
        if (visible != before) {
            world.checks.lookedUp(service, before, visible, lost);
        }
        wakeAt(step.wakeAt());
    }

    long lsn() {
        return visible.lsn();
    }
}
