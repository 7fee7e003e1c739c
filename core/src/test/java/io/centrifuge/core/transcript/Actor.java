package io.centrifuge.core.transcript;

import io.centrifuge.ClockReading;
import io.centrifuge.core.InvariantViolation;
import io.centrifuge.core.Step;

import java.util.function.BiFunction;

/**
 * One process: its clocks, and what its machine's effects come to. It acts only when the script
 * says so.
 *
 * @param <V> the machine's events
 * @param <E> the machine's effects
 */
abstract sealed class Actor<V, E> permits ManagerActor, OwnerActor, LookupActor {
    final String name;
    final World world;
    final Clock clock = new Clock();
    private final BiFunction<V, ClockReading, Step<E>> machine;
    private boolean down;

    Actor(String name, World world, BiFunction<V, ClockReading, Step<E>> machine) {
        this.name = name;
        this.world = world;
        this.machine = machine;
    }

    ClockReading reading() {
        return clock.read(world.now);
    }

    /** One event, now; a process that broke an invariant, or crashed, is down for good. */
    final void on(V event) {
        if (down) {
            world.say(name + " is down");
            return;
        }
        Step<E> step;
        try {
            step = machine.apply(event, reading());
        } catch (InvariantViolation broken) {
            down = true;
            world.say(name + " HALTS: " + broken.getMessage());
            return;
        }
        after();
        step.effects().forEach(this::perform);
    }

    final void crash() {
        down = true;
    }

    final boolean isDown() {
        return down;
    }

    /** The event was handled, and no effect is performed yet. */
    void after() {}

    abstract void perform(E effect);

    /** A message arrived. */
    abstract void hear(Mail.Content content);

    /** What only this kind of process can do. */
    abstract void act(String verb, Words words);

    /** What it has now, in a line; empty if that is not worth one. */
    abstract String summary();

    final IllegalArgumentException cant(String what) {
        return new IllegalArgumentException("%s can't %s".formatted(name, what));
    }
}
