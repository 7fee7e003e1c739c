package io.centrifuge.protocol.client;

import java.net.InetAddress;
import java.util.Optional;

/**
 * One manager to connect to. Immutable.
 *
 * @param named as it was given; its certificate is for this host
 * @param at where, if the name stands for several managers; else wherever the name leads to
 */
public record ManagerEndpoint(ManagerAddress named, Optional<InetAddress> at) {
    static ManagerEndpoint of(ManagerAddress named) {
        return new ManagerEndpoint(named, Optional.empty());
    }

    /** For people. */
    @Override
    public String toString() {
        return at.map(address -> named + " (" + address.getHostAddress() + ")")
                .orElseGet(named::toString);
    }
}
