package io.centrifuge.simulation.world;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Step;
import io.centrifuge.core.lookup.LookupEffect;
import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.lookup.LookupMachine;
import io.centrifuge.core.lookup.LookupSnapshot;
import io.centrifuge.core.message.TableAnswer;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** One lookup's process. */
public final class LookupProcess extends SimProcess {
    /** How long a poll, or the first answer to a watch, may take before it counts as failed. */
    private static final long DEADLINE = Duration.ofSeconds(5).toNanos();

    final ServiceName service;
    private final LookupMachine machine;
    private LookupSnapshot visible = LookupSnapshot.EMPTY;

    /** Counts watches and polls; what answers an older one is no longer heard. */
    private long watches;

    private long poll;

    /** Counts the managers' places that were asked. */
    private int asked;

    /** Which place it watches, by which watch (0 if by none), and whether that is behind. */
    private int manager;

    private long watch;
    private ClockReading watchAsked = new ClockReading(0, 0);
    private boolean isBehind;

    /** Likewise, of one that is behind and is watched beside it. */
    private int keptManager;

    private long kept;
    private ClockReading keptAsked = watchAsked;

    private boolean watchAnswered;
    private boolean pollAnswered;
    private ClockReading pollAsked = watchAsked;

    LookupProcess(World world, ServiceName service, int number, SplittableRandom random) {
        super(world, "%s.lookup/%d".formatted(service, number), number, random);
        this.service = service;
        int managers = world.scenario().sizes().managers();
        this.asked = random.nextInt(managers);
        this.manager = asked;
        machine = new LookupMachine(service, managers, random.nextLong());
    }

    public ServiceName service() {
        return service;
    }

    /** What the application's threads see now. */
    public LookupSnapshot visible() {
        return visible;
    }

    @Override
    void wake() {
        on(new LookupEvent.Wake());
    }

    @Override
    void clocksChanged() {
        // Nobody sees a lookup's clocks.
    }

    void refused() {
        on(new LookupEvent.Refused());
    }

    void disconnected() {
        watch = kept;
        manager = keptManager;
        watchAsked = keptAsked;
        isBehind = true;
        watchAnswered = true;
        kept = 0;
        on(new LookupEvent.Disconnected());
    }

    /** What was meant for another. */
    void hearAstray(TableAnswer answer) {
        on(new LookupEvent.Heard(answer, watchAsked));
    }

    /** Whether it hasn't given up that watch. */
    boolean watches(long number) {
        return number == watch || number == kept;
    }

    void hearPushed(long number, TableAnswer answer) {
        boolean behind = answer instanceof TableAnswer.Behind;
        if (number == kept && !behind) {
            watch = kept;
            manager = keptManager;
            watchAsked = keptAsked;
        }
        if (number == watch) {
            watchAnswered = true;
            isBehind = behind;
            kept = behind ? kept : 0;
            on(new LookupEvent.Heard(answer, watchAsked));
        }
    }

    void hearPolled(long number, TableAnswer answer) {
        if (number == poll) {
            pollAnswered = true;
            on(new LookupEvent.Heard(answer, pollAsked));
        }
    }

    /** The manager that it watches is dead; it is told soon. */
    void watchBreaksLater(long number) {
        world.queue().after(random.nextLong(DEADLINE), () -> take(() -> breakWatch(number)));
    }

    private void breakWatch(long number) {
        if (number == watch) {
            disconnected();
        } else if (number == kept) {
            kept = 0;
        }
    }

    private void on(LookupEvent event) {
        world.counted();
        world.trace().line(world.time(), () -> name + " " + TraceFormat.of(event));
        Step<LookupEffect> step = machine.on(event, now());
        LookupSnapshot before = visible;
        List<KeyRange> lost = List.of();
        for (LookupEffect effect : step.effects()) {
            world.trace().line(world.time(), () -> name + "   -> " + TraceFormat.of(effect));
            switch (effect) {
                case LookupEffect.Publish publish -> visible = publish.snapshot();
                case LookupEffect.Lost told -> lost = told.loss().ranges().asList();
                case LookupEffect.Watch wanted -> watch(wanted);
                case LookupEffect.Poll wanted -> poll(wanted);
                case LookupEffect.Stale stale -> {}
                case LookupEffect.Fresh fresh -> {}
            }
        }
        changed(before, lost);
        world.trace().mix(world.time(), id, visible.lsn());
        wakeAt(step.wakeAt());
    }

    @SuppressWarnings("ReferenceEquality") // a snapshot is replaced, never changed
    private void changed(LookupSnapshot before, List<KeyRange> lost) {
        if (visible != before || !lost.isEmpty()) {
            world.counters().add(RunCounters.Count.LOSSES, lost.size());
            world.tell(new Observation.LookedUp(this, before, visible, lost));
        }
    }

    private void watch(LookupEffect.Watch wanted) {
        if (watch != 0 && !isBehind) {
            return;
        }
        kept = watch;
        keptManager = manager;
        keptAsked = watchAsked;
        long number = ++watches;
        watch = number;
        watchAsked = wanted.asked();
        isBehind = false;
        watchAnswered = false;
        manager = ++asked;
        ManagerProcess to = world.manager(manager);
        world.network()
                .carry(
                        this,
                        to,
                        () -> to.watch(this, number, wanted.lsn()),
                        () -> breakWatch(number));
        world.queue()
                .after(
                        DEADLINE,
                        () -> take(() -> {
                            if (number == watch && !watchAnswered) {
                                disconnected();
                            }
                        }));
    }

    private void poll(LookupEffect.Poll wanted) {
        long number = ++poll;
        pollAsked = wanted.asked();
        pollAnswered = false;
        ManagerProcess to = world.manager(manager);
        Runnable failed = () -> {
            if (number == poll && !pollAnswered) {
                disconnected();
            }
        };
        world.network().carry(this, to, () -> to.poll(this, number, wanted.lsn()), failed);
        world.queue().after(DEADLINE, () -> take(failed));
    }
}
