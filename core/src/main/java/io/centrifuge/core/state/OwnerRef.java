package io.centrifuge.core.state;

import io.centrifuge.OwnerId;

import org.jspecify.annotations.Nullable;

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

    // By hand: see LeaseEntry.
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof OwnerRef owner
                        && incarnation == owner.incarnation
                        && id.equals(owner.id));
    }

    @Override
    public int hashCode() {
        return 31 * id.hashCode() + Long.hashCode(incarnation);
    }

    @Override
    public String toString() {
        return "%s#%016x".formatted(id, incarnation);
    }
}
