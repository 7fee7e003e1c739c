package io.centrifuge.owner;

/**
 * What became of an action that {@link Owner#whileHeld(String, GuardedAction)} ran.
 *
 * @param <T> what the action returns
 */
public sealed interface Guarded<T> {
    /**
     * The key was held from before the action until after it: the answer may leave.
     *
     * @param value what the action returned
     * @param number the lease number
     */
    record Answer<T>(T value, long number) implements Guarded<T> {}

    /** The key was not held; the action did not run. Refuse: the caller should look it up again. */
    record NotHeld<T>() implements Guarded<T> {}

    /**
     * The action ran, but the key was not held all the time: its answer must not leave, and what it
     * changed may be gone.
     *
     * @param number the lease number under which it began
     */
    record Lost<T>(long number) implements Guarded<T> {}
}
