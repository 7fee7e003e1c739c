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
     * A process that started later has this owner's name. All leases are dropped, and this owner
     * never joins again; what remains is to close it, and usually to end the process.
     */
    default void superseded() {}
}
