package io.centrifuge.testsupport;

import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The one cluster of all managers that tests of this JVM play. Any thread may call. */
public final class TestCluster {
    public static final ClusterRef CLUSTER = new ClusterRef(new UUID(0, 1), 0);

    private static final Map<String, Optional<String>> MANAGERS = new ConcurrentHashMap<>();

    private TestCluster() {}

    /** The manager at this address is one of it from now on. */
    public static void add(String address) {
        MANAGERS.put(address, Optional.of(address));
    }

    /** As the manager at this address says it, which doesn't say who leads. */
    public static Introduction introduction(String address) {
        return new Introduction(CLUSTER, address, new TreeMap<>(MANAGERS), Optional.empty());
    }
}
