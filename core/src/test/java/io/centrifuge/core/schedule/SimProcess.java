package io.centrifuge.core.schedule;

import io.centrifuge.core.time.ClockReading;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * One simulated process: clocks, and what waits for it while it stands still. Once dead, it takes
 * no event any more.
 */
abstract class SimProcess {
    final World world;
    final SimClock clock;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean dead;
    private boolean still;
    private long wakeDue = Long.MAX_VALUE;

    SimProcess(World world) {
        this.world = world;
        this.clock = new SimClock(world.random);
    }

    ClockReading now() {
        return clock.read(world.time);
    }

    boolean isDead() {
        return dead;
    }

    void die() {
        dead = true;
        waiting.clear();
    }

    /** Runs the event now, or as soon as the process goes on. */
    void take(Runnable event) {
        if (dead) {
            return;
        }
        if (still) {
            waiting.add(event);
        } else {
            event.run();
        }
    }

    /** Stops the process for a while, with or without its monotonic clock. */
    void standStill(long nanos) {
        if (dead || still) {
            return;
        }
        still = true;
        boolean suspended = clock.suspends && world.random.nextBoolean();
        if (suspended) {
            clock.suspend(world.time);
        }
        world.after(nanos, () -> {
            if (suspended) {
                clock.resume(world.time);
            }
            still = false;
            while (!waiting.isEmpty() && !dead) {
                waiting.removeFirst().run();
            }
            wake();
        });
    }

    abstract void wake();

    /** Whether it can't reach the log now. */
    boolean isCutOff() {
        return false;
    }

    /** Asks for a wake-up at the monotonic time; sometimes it comes late, sometimes twice. */
    void wakeAt(long monotonic) {
        if (monotonic == Long.MAX_VALUE) {
            return;
        }
        long at = Math.max(world.time + 1, clock.trueTimeOf(monotonic));
        if (world.random.nextInt(20) == 0) {
            at += world.random.nextLong(200_000_000L);
        }
        if (at < wakeDue || wakeDue <= world.time) {
            wakeDue = at;
            world.at(
                    at,
                    () -> take(() -> {
                        wakeDue = Long.MAX_VALUE;
                        wake();
                    }));
        }
    }

    /** Delivers to this process what the network makes of a message. */
    <T> void receive(T message, Consumer<T> handler) {
        world.network.carry(() -> take(() -> handler.accept(message)));
    }
}
