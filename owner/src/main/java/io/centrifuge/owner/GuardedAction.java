package io.centrifuge.owner;

import io.centrifuge.LeaseCheck;

/**
 * What {@link Owner#whileHeld(String, GuardedAction)} runs while a key is held.
 *
 * @param <T> what it returns
 * @param <X> what it throws besides unchecked exceptions, which are inferred if there is none
 */
@FunctionalInterface
public interface GuardedAction<T, X extends Exception> {
    /**
     * Acts for the key.
     *
     * @param lease says "held"; its number is the fencing token for what is written elsewhere
     * @return not null, and no answer that is yet to come: see {@link Owner#whileHeldAsync(String,
     *     GuardedAction)}
     */
    T run(LeaseCheck lease) throws X;
}
