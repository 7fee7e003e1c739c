package io.centrifuge.core.state;

import io.centrifuge.OwnerId;

/**
 * One start of one owner's process: leases are granted to this, never to the name alone.
 *
 * @param incarnation drawn at random at the start of the process
 */
public record OwnerRef(OwnerId id, long incarnation) implements Comparable<OwnerRef> {
    @Override
    public int compareTo(OwnerRef other) {
        int byId = id.compareTo(other.id);
        return byId != 0 ? byId : Long.compareUnsigned(incarnation, other.incarnation);
    }

    @Override
    public String toString() {
        return "%s#%016x".formatted(id, incarnation);
    }
}
