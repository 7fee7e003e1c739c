package io.centrifuge.owner;

import io.centrifuge.LeaseCheck;

/**
 * What {@link Owner#whileHeld(String, GuardedAction)} and {@link Owner#whileHeldAsync(String,
 * GuardedAction)} run while a key is held.
 *
 * @param <T> what it returns
 * @param <X> the checked exception that it may throw; the compiler infers RuntimeException if it
 *     throws none
 */
@FunctionalInterface
public interface GuardedAction<T, X extends Exception> {
    /**
     * Acts for the key.
     *
     * @param lease says "held"; its number is the fencing token for what is written elsewhere
     * @return not null; a {@link java.util.concurrent.CompletionStage} only for {@code
     *     whileHeldAsync}
     */
    T run(LeaseCheck lease) throws X;
}
