package io.centrifuge.core;

import java.util.List;

/**
 * What a machine wants after one event.
 *
 * @param effects to be performed by the driver in this order, none before the one ahead of it
 * @param wakeAt monotonic nanoseconds, on the clock of the readings passed in, at which the machine
 *     wants an event at the latest; advice: an early or repeated wake-up is harmless, a late one
 *     safe. {@link #NEVER} where nothing is pending.
 * @param <E> the machine's sealed type of effects
 */
public record Step<E>(List<E> effects, long wakeAt) {
    /** No wake-up wanted. */
    public static final long NEVER = Long.MAX_VALUE;

    public Step {
        effects = List.copyOf(effects);
    }
}
