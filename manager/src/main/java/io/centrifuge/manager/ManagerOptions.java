package io.centrifuge.manager;

import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.core.time.LeaderTerms;
import io.centrifuge.core.time.LeaseTerms;

import java.util.Map;

/**
 * How a manager is set up. Immutable, checked at construction.
 *
 * @param host the address to listen on: a name or an address of this host, or 0.0.0.0 for all
 * @param port from 1 to 65535; 0 for any free one
 * @param lease the terms under which this manager leases while it leads; owners are told theirs
 * @param leader equal in all managers of a group
 * @param virtualNodes how many virtual nodes an owner has
 * @param virtualNodesOf likewise, for the services named
 */
public record ManagerOptions(
        String host,
        int port,
        LeaseTerms lease,
        LeaderTerms leader,
        int virtualNodes,
        Map<ServiceName, Integer> virtualNodesOf) {
    /** The port that a manager has unless it is told otherwise. */
    public static final int DEFAULT_PORT = 7400;

    /** On loopback, port {@value #DEFAULT_PORT}, with the standard terms. */
    public static final ManagerOptions DEFAULT = new ManagerOptions(
            "127.0.0.1",
            DEFAULT_PORT,
            LeaseTerms.STANDARD,
            LeaderTerms.STANDARD,
            ManagerConfig.DEFAULT_VIRTUAL_NODES,
            Map.of());

    public ManagerOptions {
        if (host.isBlank() || !host.strip().equals(host)) {
            throw new IllegalArgumentException(
                    ("the manager's host is \"%s\": give the address to listen on without spaces,"
                                    + " such as 127.0.0.1, or 0.0.0.0 for all of this host")
                            .formatted(host));
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "the manager's port must be from 0 (any free one) to 65535, but is " + port);
        }
        virtualNodesOf = Map.copyOf(virtualNodesOf);
        new ManagerConfig(0, lease, leader, virtualNodes, virtualNodesOf);
    }

    public ManagerOptions withHost(String otherHost) {
        return new ManagerOptions(otherHost, port, lease, leader, virtualNodes, virtualNodesOf);
    }

    public ManagerOptions withPort(int otherPort) {
        return new ManagerOptions(host, otherPort, lease, leader, virtualNodes, virtualNodesOf);
    }

    public ManagerOptions withLease(LeaseTerms otherLease) {
        return new ManagerOptions(host, port, otherLease, leader, virtualNodes, virtualNodesOf);
    }

    public ManagerOptions withLeader(LeaderTerms otherLeader) {
        return new ManagerOptions(host, port, lease, otherLeader, virtualNodes, virtualNodesOf);
    }

    public ManagerOptions withVirtualNodes(int nodes) {
        return new ManagerOptions(host, port, lease, leader, nodes, virtualNodesOf);
    }

    /** What the machine is told; {@code process} was drawn at random. */
    ManagerConfig config(long process) {
        return new ManagerConfig(process, lease, leader, virtualNodes, virtualNodesOf);
    }
}
