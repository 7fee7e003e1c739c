package io.centrifuge.core.state;

import java.util.UUID;

/**
 * A change of the {@link Cluster}. The store's members write these for themselves and for the
 * manager in their process.
 */
public sealed interface ClusterRecord extends StoreRecord {
    /**
     * The store has this id for clients. Refused if it has one.
     *
     * @param grantsAtOnce whether nothing can be leased that this store doesn't know of. Otherwise
     *     a store in which nobody has led yet grants nothing until a leader has waited as after a
     *     restore: what ran at its addresses before may have leases out
     */
    record Named(UUID id, boolean grantsAtOnce) implements ClusterRecord {}

    /**
     * What the manager in this member's process says of itself; its last word counts. Refused of a
     * member that isn't listed, such as one that was struck out while this was on its way.
     */
    record Manager(String member, ManagerPlace place) implements ClusterRecord {}
}
