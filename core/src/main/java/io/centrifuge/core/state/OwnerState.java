package io.centrifuge.core.state;

/** Where an incarnation that the lease table knows stands. */
public enum OwnerState {
    /** Has its name, and its share of the ranges. */
    ACTIVE,
    /** Has its name; its ranges go to others as long as there are any. */
    DRAINING,
    /**
     * A later incarnation has its name, or an administrator evicted it; it is granted nothing and
     * never joins again.
     */
    SUPERSEDED
}
