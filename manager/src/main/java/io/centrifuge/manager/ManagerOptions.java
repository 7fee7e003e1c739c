package io.centrifuge.manager;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.time.LeaderTiming;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.security.ServerSecurity;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * How a manager is set up. Immutable, checked at construction.
 *
 * @param host the address to listen on: a name or an address of this host, or 0.0.0.0 for all
 * @param port from 1 to 65535; 0 for any free one
 * @param advertised by which clients reach it; without it, {@code host} and its port, if the host
 *     is one address
 * @param lease the timing under which this manager leases while it leads; owners are told theirs
 * @param leader equal in all managers of a group
 * @param virtualNodes how many virtual nodes an owner has
 * @param virtualNodesOf likewise, for the services named
 * @param joinWait how long an owner that joined waits to be planned for
 * @param metricsPort of the page that Prometheus reads, on the same host: from 1 to 65535; 0 for
 *     any free one; empty for no page
 * @param security of all its ports
 */
public record ManagerOptions(
        String host,
        int port,
        Optional<ManagerAddress> advertised,
        LeaseTiming lease,
        LeaderTiming leader,
        int virtualNodes,
        Map<ServiceName, Integer> virtualNodesOf,
        JoinWait joinWait,
        OptionalInt metricsPort,
        ServerSecurity security) {
    /** 0.0.0.0, or :: in any of its forms. */
    private static final Pattern EVERY_ADDRESS = Pattern.compile("[0.]+|[0:]*:[0:]*");

    /** The port that a manager has unless it is told otherwise. */
    public static final int DEFAULT_PORT = 7400;

    /** On loopback, port {@value #DEFAULT_PORT}, with the standard timing and no metrics page. */
    public static final ManagerOptions DEFAULT = new ManagerOptions(
            "127.0.0.1",
            DEFAULT_PORT,
            Optional.empty(),
            LeaseTiming.STANDARD,
            LeaderTiming.STANDARD,
            ManagerConfig.DEFAULT_VIRTUAL_NODES,
            Map.of(),
            JoinWait.STANDARD,
            OptionalInt.empty(),
            ServerSecurity.LOOPBACK);

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
        requireUsable(advertised);
        requireUsable(metricsPort, port);
        security.requireFits("the manager", host);
        virtualNodesOf = Map.copyOf(virtualNodesOf);
        new ManagerConfig(0, lease, leader, virtualNodes, virtualNodesOf, joinWait);
    }

    private static void requireUsable(Optional<ManagerAddress> advertised) {
        if (advertised.filter(at -> isEveryAddress(at.host())).isPresent()) {
            throw new IllegalArgumentException(
                    ("\"%s\" stands for all addresses of a host, and no client reaches a manager by"
                                    + " that: write the name or address by which they do, such as"
                                    + " 10.0.0.5:7400")
                            .formatted(advertised.get()));
        }
    }

    private static void requireUsable(OptionalInt metricsPort, int port) {
        int metrics = metricsPort.orElse(0);
        if (metrics < 0 || metrics > 65_535) {
            throw new IllegalArgumentException(
                    "the metrics port must be from 0 (any free one) to 65535, but is " + metrics);
        }
        if (metrics != 0 && metrics == port) {
            throw new IllegalArgumentException(
                    "the metrics port is %d, the manager's own port: choose another"
                            .formatted(metrics));
        }
    }

    /** Elsewhere than on loopback only {@link #withSecurity}, which therefore comes first. */
    public ManagerOptions withHost(String otherHost) {
        return new ManagerOptions(
                otherHost,
                port,
                advertised,
                lease,
                leader,
                virtualNodes,
                virtualNodesOf,
                joinWait,
                metricsPort,
                security);
    }

    public ManagerOptions withPort(int otherPort) {
        return new ManagerOptions(
                host,
                otherPort,
                advertised,
                lease,
                leader,
                virtualNodes,
                virtualNodesOf,
                joinWait,
                metricsPort,
                security);
    }

    /** With the address by which clients reach it, where that isn't where it listens. */
    public ManagerOptions withAdvertised(ManagerAddress address) {
        return new ManagerOptions(
                host,
                port,
                Optional.of(address),
                lease,
                leader,
                virtualNodes,
                virtualNodesOf,
                joinWait,
                metricsPort,
                security);
    }

    public ManagerOptions withLease(LeaseTiming otherLease) {
        return new ManagerOptions(
                host,
                port,
                advertised,
                otherLease,
                leader,
                virtualNodes,
                virtualNodesOf,
                joinWait,
                metricsPort,
                security);
    }

    public ManagerOptions withLeader(LeaderTiming otherLeader) {
        return new ManagerOptions(
                host,
                port,
                advertised,
                lease,
                otherLeader,
                virtualNodes,
                virtualNodesOf,
                joinWait,
                metricsPort,
                security);
    }

    public ManagerOptions withVirtualNodes(int nodes) {
        return new ManagerOptions(
                host,
                port,
                advertised,
                lease,
                leader,
                nodes,
                virtualNodesOf,
                joinWait,
                metricsPort,
                security);
    }

    public ManagerOptions withJoinWait(JoinWait otherWait) {
        return new ManagerOptions(
                host,
                port,
                advertised,
                lease,
                leader,
                virtualNodes,
                virtualNodesOf,
                otherWait,
                metricsPort,
                security);
    }

    /**
     * With a page for Prometheus on that port; 0 for any free one. Whoever embeds a manager needs
     * {@code io.micrometer:micrometer-registry-prometheus} on the class path for it.
     */
    public ManagerOptions withMetricsPort(int metrics) {
        return new ManagerOptions(
                host,
                port,
                advertised,
                lease,
                leader,
                virtualNodes,
                virtualNodesOf,
                joinWait,
                OptionalInt.of(metrics),
                security);
    }

    /** With all its ports protected so. */
    public ManagerOptions withSecurity(ServerSecurity other) {
        return new ManagerOptions(
                host,
                port,
                advertised,
                lease,
                leader,
                virtualNodes,
                virtualNodesOf,
                joinWait,
                metricsPort,
                other);
    }

    /** By which clients reach it, as far as it knows, when it listens on this port. */
    Optional<String> addressForClients(int listensOn) {
        return advertised.or(() -> listening(listensOn)).map(ManagerAddress::toString);
    }

    private Optional<ManagerAddress> listening(int listensOn) {
        try {
            return isEveryAddress(host)
                    ? Optional.empty()
                    : Optional.of(new ManagerAddress(host, listensOn));
        } catch (
                IllegalArgumentException noName) { // this host knows it, and clients can't write it
            return Optional.empty();
        }
    }

    /** Whether it stands for all of a host's addresses: one can listen there, and reach nobody. */
    public static boolean isEveryAddress(String host) {
        return EVERY_ADDRESS.matcher(host).matches();
    }

    /** What the machine is told; {@code process} was drawn at random. */
    ManagerConfig config(long process) {
        return new ManagerConfig(process, lease, leader, virtualNodes, virtualNodesOf, joinWait);
    }
}
