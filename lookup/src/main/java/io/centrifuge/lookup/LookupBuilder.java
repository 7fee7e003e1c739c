package io.centrifuge.lookup;

import io.centrifuge.core.table.ServiceName;
import io.centrifuge.protocol.ManagerAddresses;
import io.centrifuge.protocol.ProcessClock;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Lookup} is told at its start. Each value is checked when it is given, and {@link
 * #build} checks that none is missing; what is wrong is an IllegalArgumentException that names the
 * value and the remedy.
 */
public final class LookupBuilder {
    private @Nullable ServiceName service;
    private @Nullable ManagerAddresses managers;
    private LossListener listener = ranges -> {};
    private ProcessClock clock = ProcessClock.system();

    LookupBuilder() {}

    /** The application whose key space is shared; the same for all its owners and lookups. */
    public LookupBuilder service(String name) {
        service = new ServiceName(name);
        return this;
    }

    /**
     * All managers of the group, {@code host:port,host:port}; leader and standbys, in any order.
     */
    public LookupBuilder managers(String hostsAndPorts) {
        managers = ManagerAddresses.parse(hostsAndPorts);
        return this;
    }

    /** Told of lost state; without one, nobody is. */
    public LookupBuilder lossListener(LossListener told) {
        listener = told;
        return this;
    }

    /** For tests that move the time; the process's own clocks unless said. */
    public LookupBuilder clock(ProcessClock moved) {
        clock = moved;
        return this;
    }

    /** A lookup that is not started yet. */
    public Lookup build() {
        return new Lookup(
                given(service, "service", "\"rendezvous\""),
                given(managers, "managers", "\"manager-1:7400\""),
                listener,
                new Lookup.Setting(clock, new SecureRandom().nextLong()));
    }

    private static <T> T given(@Nullable T value, String name, String example) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "the lookup's %s is missing: call %s(%s)".formatted(name, name, example));
        }
        return value;
    }
}
