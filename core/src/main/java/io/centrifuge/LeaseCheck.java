package io.centrifuge;

/**
 * The answer to "do I own this key now?". Immutable; there is one object for each leased range,
 * made before it is asked for.
 *
 * @param held whether the key was held at one instant between the call and its return
 * @param number the lease number, which grows with every grant and serves as a fencing token; 0
 *     where {@code held} is false
 */
public record LeaseCheck(boolean held, long number) {
    /** The key is not held. */
    public static final LeaseCheck NOT_HELD = new LeaseCheck(false, 0);
}
