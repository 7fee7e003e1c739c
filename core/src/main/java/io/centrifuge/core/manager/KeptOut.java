package io.centrifuge.core.manager;

import io.centrifuge.core.state.OwnerRef;

/**
 * An owner for which nothing is planned until it has been there for a while (docs/protocol.md,
 * "Owners that come and go"). Immutable.
 *
 * @param cause whose short stays are the reason
 * @param shortStays how many of them the leader remembers; 2 or more
 * @param whileNanos how long the owner must be there
 * @param until monotonic nanoseconds, by the clock of the leader's process: it is planned for once
 *     it has been heard from then on
 */
public record KeptOut(OwnerRef owner, Cause cause, int shortStays, long whileNanos, long until) {
    /** Whose short stays are the reason. */
    public enum Cause {
        /** Those of its id. */
        ITS_ID,
        /** Those of all owners on its host, where it is new and no other is well. */
        ITS_HOST
    }
}
