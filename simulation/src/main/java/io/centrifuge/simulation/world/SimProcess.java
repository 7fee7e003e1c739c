package io.centrifuge.simulation.world;

import io.centrifuge.ClockReading;
import io.centrifuge.core.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One start of one process: its clocks, its machine's wake-ups, and what waits for it while it
 * stands still. It may die or stand still between any two effects of a step. Once dead, it takes no
 * event any more.
 */
public abstract class SimProcess {
    final World world;
    final int id;
    final String name;
    final SimClock clock;
    final SplittableRandom random;
    final long startedAt;

    private final Deque<Runnable> waiting = new ArrayDeque<>();

    /** When the last message from each process arrives here. */
    private final Map<Integer, Long> arrivals = new TreeMap<>();

    private boolean dead;
    private boolean still;
    private long wakeMonotonic = Step.NEVER;
    private long armedAt = Long.MAX_VALUE;

    /** What befalls this process in the midst of a step, after so many effects. */
    private @Nullable Runnable interruption;

    private int effectsLeft;
    private int interruptions;

    SimProcess(World world, String name, int id, SplittableRandom random) {
        this.world = world;
        this.id = id;
        this.name = name;
        this.random = random;
        this.startedAt = world.time();
        this.clock = world.timekeeping().clock(random);
    }

    /** Lets the machine know that time passed. */
    abstract void wake();

    /** Something of it is visible that depends on its clocks. */
    abstract void clocksChanged();

    public final ClockReading now() {
        return clock.read(world.time());
    }

    public final boolean isDead() {
        return dead;
    }

    final boolean isStill() {
        return still;
    }

    /** What the process is called in traces: unique in its world. */
    public final String name() {
        return name;
    }

    void die() {
        dead = true;
        waiting.clear();
    }

    /** Runs the event now, or once the process goes on. */
    final void take(Runnable event) {
        if (dead) {
            return;
        }
        if (still) {
            waiting.add(event);
        } else {
            event.run();
        }
    }

    /** Performs a step's effects in order; what interrupts the process may come between two. */
    final <E> void perform(List<E> effects, Consumer<E> performer) {
        for (int i = 0; i < effects.size() && !dead; i++) {
            if (still) {
                List<E> rest = effects.subList(i, effects.size());
                waiting.addFirst(() -> perform(rest, performer));
                return;
            }
            performer.accept(effects.get(i));
            if (interruption != null && --effectsLeft < 0) {
                interrupt();
            }
        }
    }

    /** Runs {@code what} after so many effects, or after some time if there are not so many. */
    final void interruptAfter(int effects, long nanosAtMost, Runnable what) {
        interruption = what;
        effectsLeft = effects;
        int number = ++interruptions;
        world.queue().after(nanosAtMost, () -> {
            if (interruptions == number) {
                interrupt();
            }
        });
    }

    private void interrupt() {
        Runnable what = interruption;
        interruption = null;
        if (what != null && !dead) {
            what.run();
        }
    }

    /** Takes no event for a while; with {@code suspended}, its monotonic clock stops as well. */
    final void standStill(long nanos, boolean suspended) {
        if (dead || still) {
            return;
        }
        still = true;
        if (suspended) {
            clock.suspend(world.time());
        }
        world.queue().after(nanos, this::goOn);
    }

    /** Nothing stands in the process's way any more. */
    final void heal() {
        interruption = null;
        goOn();
    }

    private void goOn() {
        if (dead || !still) {
            return;
        }
        clock.resume(world.time());
        still = false;
        List<Runnable> events = new ArrayList<>(waiting);
        waiting.clear();
        events.forEach(event -> world.queue().after(0, () -> take(event)));
        clocksChanged();
        rearm();
        world.queue().after(0, () -> take(this::wake));
    }

    final void wakeAt(long monotonic) {
        wakeMonotonic = monotonic;
        rearm();
    }

    /** After the clocks changed their course, or the machine its mind. */
    final void rearm() {
        if (dead || wakeMonotonic == Step.NEVER) {
            return;
        }
        long at = Math.max(world.time(), clock.trueTimeOf(wakeMonotonic));
        if (at < armedAt) {
            armedAt = at;
            world.queue().at(at, () -> fire(at));
        }
    }

    private void fire(long at) {
        if (at != armedAt || dead) {
            return;
        }
        armedAt = Long.MAX_VALUE;
        if (clock.trueTimeOf(wakeMonotonic) > world.time()) {
            rearm();
        } else if (random.nextInt(20) == 0) {
            world.queue().after(random.nextLong(world.latestWake()), () -> take(this::wake));
        } else {
            take(this::wake);
        }
    }

    /** Notes a message's arrival time; returns whether an earlier message arrives later. */
    final boolean overtakes(SimProcess sender, long arrival) {
        Long last = arrivals.put(sender.id, arrival);
        return last != null && last > arrival;
    }
}
