package io.centrifuge.core.state;

import io.centrifuge.OwnerId;

import java.util.Comparator;

/**
 * One start of one owner's process: leases are granted to this, never to the name alone.
 *
 * @param incarnation drawn at random at the start of the process
 */
public record OwnerRef(OwnerId id, long incarnation) implements Comparable<OwnerRef> {
    private static final Comparator<OwnerRef> ORDER = Comparator.comparing(OwnerRef::id)
            .thenComparing(OwnerRef::incarnation, Long::compareUnsigned);

    @Override
    public int compareTo(OwnerRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "%s#%016x".formatted(id, incarnation);
    }
}
