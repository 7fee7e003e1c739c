package io.centrifuge.owner;

/**
 * Told of what an owner gains and loses: serially, in order, on a thread of its own, after {@link
 * Owner#checkLeaseNow(String)} answers accordingly. It may be slow or throw: neither delays a
 * release, a renewal or a check. What it throws is logged and counted in {@link
 * OwnerCounters#listenerFailures()}.
 */
@FunctionalInterface
public interface OwnershipListener {
    /** Ranges were granted, revoked, or both. */
    void ownershipChanged(OwnershipChange change);

    /**
     * A process that started later has this owner's name, or an administrator evicted it; {@link
     * Owner#lastError()} says which. All leases are dropped, and this owner
     * never joins again; what remains is to close it, and usually to end the process. Does nothing
     * unless said.
     */
    default void superseded() {}

    /**
     * An error in this library; all leases are dropped, and this owner does nothing any more. What
     * remains is to close it, and to build another or to end the process. Does nothing unless said.
     *
     * @param why as {@link Owner#lastError()} says it
     */
    default void failed(String why) {}
}
