package io.centrifuge.core.state;

import io.centrifuge.core.Names;

/** The name of an application whose key space is partitioned; a valid name by {@link Names}. */
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
