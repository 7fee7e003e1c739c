package io.centrifuge;

import io.centrifuge.core.Names;

/**
 * The name of an application whose key space is partitioned: 1 to 200 bytes of UTF-8, no control
 * characters, no white space at either end.
 */
public record ServiceName(String value) implements Comparable<ServiceName> {
    public ServiceName {
        Names.require("service name", value);
    }

    @Override
    public int compareTo(ServiceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
