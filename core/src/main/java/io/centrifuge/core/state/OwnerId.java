package io.centrifuge.core.state;

import io.centrifuge.core.Names;

/** The stable name of a back-end server within its service; a valid name by {@link Names}. */
public record OwnerId(String value) implements Comparable<OwnerId> {
    public OwnerId {
        Names.require("owner id", value);
    }

    @Override
    public int compareTo(OwnerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
