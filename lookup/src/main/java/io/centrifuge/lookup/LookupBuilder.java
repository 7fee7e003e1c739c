package io.centrifuge.lookup;

import io.centrifuge.ProcessClock;
import io.centrifuge.ServiceName;
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
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Lookup} is told at its start. Each value is checked when it is given, and {@link
 * #build} checks that none is missing; what is wrong is an IllegalArgumentException that names the
 * value and the remedy.
 */
public final class LookupBuilder {
    private @Nullable ServiceName service;
    private @Nullable ManagerAddresses managers;
    private Optional<UUID> cluster = Optional.empty();
    private LossListener listener = loss -> {};
    private TransportSecurity security = new TransportSecurity.Loopback();
    private ProcessClock clock = SystemClock.INSTANCE;

    LookupBuilder() {}

    /** The application whose key space is shared; the same for all its owners and lookups. */
    public LookupBuilder service(String name) {
        service = new ServiceName(name);
        return this;
    }

    /**
     * All managers of the group, {@code host:port,host:port}; leader and standbys, in any order. Or
     * one name, {@code name:port}, that resolves to all of them, and is resolved again as they
     * change.
     */
    public LookupBuilder managers(String hostsAndPorts) {
        managers = ManagerAddresses.parse(hostsAndPorts);
        return this;
    }

    /**
     * The id of the cluster to use, as {@code status} and {@code store create} print it. Without
     * it, the lookup uses the cluster that more than half of several {@link #managers} belong to,
     * or all that answer behind one address or name; for the life of its process it uses no other.
     *
     * @param id a UUID
     */
    public LookupBuilder cluster(String id) {
        cluster = Optional.of(ManagerAddresses.cluster(id));
        return this;
    }

    /** Told of lost state; without one, nobody is. */
    public LookupBuilder lossListener(LossListener told) {
        listener = told;
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
    public LookupBuilder tls(Path key, Path certificate, Path trust) {
        security = new TransportSecurity.Tls(new TlsFiles(key, certificate, trust));
        return this;
    }

    /** Connects without TLS wherever the managers are: for networks on which all is trusted. */
    public LookupBuilder insecure() {
        security = new TransportSecurity.Insecure();
        return this;
    }

    /** For tests that move the time; the process's own clocks unless said. */
    public LookupBuilder clock(ProcessClock moved) {
        clock = moved;
        return this;
    }

    /** A lookup that is not started yet. */
    public Lookup build() {
        ServiceName watched = given(service, "service", "\"rendezvous\"");
        ManagerAddresses all = given(managers, "managers", "\"manager-1:7400\"");
        return new Lookup(
                watched,
                all,
                listener,
                new Lookup.Setting(cluster, channels(all), clock, new SecureRandom().nextLong()));
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
                    "the lookup's %s is missing: call %s(%s)".formatted(name, name, example));
        }
        return value;
    }
}
