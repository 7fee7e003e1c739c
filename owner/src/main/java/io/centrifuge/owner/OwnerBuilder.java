package io.centrifuge.owner;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ProcessClock;
import io.centrifuge.ServiceName;
import io.centrifuge.core.owner.OwnerConfig;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.runtime.SystemClock;
import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.security.TlsFiles;
import io.centrifuge.protocol.security.TransportSecurity;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Owner} is told at its start. Each value is checked when it is given, and {@link
 * #build} checks that none is missing; what is wrong is an IllegalArgumentException that names the
 * value and the remedy.
 */
public final class OwnerBuilder {
    private @Nullable ServiceName service;
    private @Nullable OwnerId id;
    private @Nullable OwnerAddress address;
    private @Nullable ManagerAddresses managers;
    private Optional<UUID> cluster = Optional.empty();
    private OwnershipListener listener = change -> {};
    private boolean stateOutlivesLease;
    private TransportSecurity security = new TransportSecurity.Loopback();
    private ProcessClock clock = SystemClock.INSTANCE;

    OwnerBuilder() {}

    /** The application whose key space is shared; the same for all its owners and lookups. */
    public OwnerBuilder service(String name) {
        service = new ServiceName(name);
        return this;
    }

    /**
     * This server's stable name in the service: the same after a restart, and no other server's. If
     * two processes have it, the one that joined last keeps it.
     */
    public OwnerBuilder id(String name) {
        id = new OwnerId(name);
        return this;
    }

    /** Where the application answers requests, {@code host:port}; lookups hand it to callers. */
    public OwnerBuilder address(String hostAndPort) {
        address = new OwnerAddress(hostAndPort);
        return this;
    }

    /**
     * All managers of the group, {@code host:port,host:port}; leader and standbys, in any order. Or
     * one name, {@code name:port}, that resolves to all of them, and is resolved again as they
     * change.
     */
    public OwnerBuilder managers(String hostsAndPorts) {
        managers = ManagerAddresses.parse(hostsAndPorts);
        return this;
    }

    /**
     * The id of the cluster to use, as {@code status} and {@code store create} print it. Without
     * it, the owner uses the cluster that more than half of several {@link #managers} belong to, or
     * all that answer behind one address or name; for the life of its process it uses no other.
     *
     * @param id a UUID
     */
    public OwnerBuilder cluster(String id) {
        cluster = Optional.of(ManagerAddresses.cluster(id));
        return this;
    }

    /** Told of what is granted and revoked; without one, nobody is. */
    public OwnerBuilder listener(OwnershipListener told) {
        listener = told;
        return this;
    }

    /**
     * Whether the state of a key outlives its owner's lease in a place that the next owner reads,
     * such as a database that is written through, so that a planned move loses nothing, nor does
     * {@link Owner#close()}. False unless said: then every move of a range is a loss, of which
     * lookups tell their applications.
     */
    public OwnerBuilder stateOutlivesLease(boolean outlivesLease) {
        stateOutlivesLease = outlivesLease;
        return this;
    }

    /**
     * Connects by mutual TLS, which managers elsewhere than on this machine must be connected by.
     * The files are read by {@link #build}, and again when they change.
     *
     * @param key this process's private key, PEM, PKCS #8 without a password
     * @param certificate its certificate, PEM, by whose names the managers' policy knows it
     * @param trust the certificates of the managers' authority, PEM
     */
    public OwnerBuilder tls(Path key, Path certificate, Path trust) {
        security = new TransportSecurity.Tls(new TlsFiles(key, certificate, trust));
        return this;
    }

    /** Connects without TLS wherever the managers are: for networks on which all is trusted. */
    public OwnerBuilder insecure() {
        security = new TransportSecurity.Insecure();
        return this;
    }

    /** For tests that move the time; the process's own clocks unless said. */
    public OwnerBuilder clock(ProcessClock moved) {
        clock = moved;
        return this;
    }

    /** An owner that is not started yet. */
    public Owner build() {
        ServiceName ofService = given(service, "service", "\"rendezvous\"");
        OwnerId self = given(id, "id", "\"backend-1\"");
        OwnerAddress at = given(address, "address", "\"10.0.0.7:8080\"");
        ManagerAddresses all = given(managers, "managers", "\"manager-1:7400\"");
        boolean outlives = stateOutlivesLease;
        Supplier<OwnerConfig> config = () -> {
            SecureRandom random = new SecureRandom();
            OwnerRef incarnation = new OwnerRef(self, random.nextLong());
            return new OwnerConfig(
                    ofService, incarnation, at, outlives, all.tries(), random.nextLong());
        };
        OwnerDriver.Managers reached = new OwnerDriver.Managers(all, cluster, channels(all));
        return new Owner(ofService, self, config, reached, listener, clock);
    }

    private ManagerChannels channels(ManagerAddresses all) {
        try {
            return ManagerChannels.of(security).requireFits(all);
        } catch (SecurityFileException unusable) {
            throw new IllegalArgumentException(unusable.text(), unusable);
        }
    }

    private static <T> T given(@Nullable T value, String name, String example) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "the owner's %s is missing: call %s(%s)".formatted(name, name, example));
        }
        return value;
    }
}
