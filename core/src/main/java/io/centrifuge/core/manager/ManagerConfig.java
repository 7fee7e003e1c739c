package io.centrifuge.core.manager;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.core.time.LeaderTiming;

import java.util.Map;

/**
 * What a manager is told at its start.
 *
 * @param process drawn at random at the start of the process; makes a term belong to one start of
 *     it
 * @param virtualNodes how many virtual nodes an owner has, from 1 to {@value #MOST_VIRTUAL_NODES}
 * @param virtualNodesOf likewise, for the services named
 * @param joinWait how long an owner that joined waits to be planned for
 */
public record ManagerConfig(
        long process,
        LeaseTiming lease,
        LeaderTiming leader,
        int virtualNodes,
        Map<ServiceName, Integer> virtualNodesOf,
        JoinWait joinWait) {
    /** The paper's number of virtual nodes an owner. */
    public static final int DEFAULT_VIRTUAL_NODES = 64;

    public static final int MOST_VIRTUAL_NODES = 4096;

    public ManagerConfig {
        virtualNodesOf = Map.copyOf(virtualNodesOf);
        requireInRange("virtual nodes", virtualNodes);
        virtualNodesOf.forEach(
                (service, nodes) -> requireInRange("virtual nodes of service " + service, nodes));
    }

    int virtualNodesOf(ServiceName service) {
        return virtualNodesOf.getOrDefault(service, virtualNodes);
    }

    private static void requireInRange(String what, int nodes) {
        if (nodes < 1 || nodes > MOST_VIRTUAL_NODES) {
            throw new IllegalArgumentException("%s must be from 1 to %d, but is %d"
                    .formatted(what, MOST_VIRTUAL_NODES, nodes));
        }
    }
}
