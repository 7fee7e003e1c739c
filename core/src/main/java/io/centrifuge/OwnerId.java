package io.centrifuge;

import io.centrifuge.core.Names;

/**
 * The stable name of a back-end server within its service: 1 to 200 bytes of UTF-8, no control
 * characters, no white space at either end.
 */
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
