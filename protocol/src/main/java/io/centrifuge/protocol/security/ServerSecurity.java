package io.centrifuge.protocol.security;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a process that listens is protected. Immutable, checked at construction.
 *
 * @param transport of its connections
 * @param policy the file that says who may do what; there is one exactly with TLS, without which
 *     nobody is known. It may change while the process runs
 */
public record ServerSecurity(TransportSecurity transport, Optional<Path> policy) {
    /** Without TLS, on loopback alone. */
    public static final ServerSecurity LOOPBACK =
            new ServerSecurity(new TransportSecurity.Loopback(), Optional.empty());

    /** Without TLS, wherever it listens. */
    public static final ServerSecurity INSECURE =
            new ServerSecurity(new TransportSecurity.Insecure(), Optional.empty());

    public ServerSecurity {
        boolean hasTls = transport instanceof TransportSecurity.Tls;
        if (hasTls && policy.isEmpty()) {
            throw new IllegalArgumentException(
                    "with TLS there must be a policy, which says who may do what: name its file");
        }
        if (!hasTls && policy.isPresent()) {
            throw new IllegalArgumentException(
                    "the policy %s is given without TLS, by which peers are known: give key,"
                                    .formatted(policy.get())
                            + " certificate and trust, too");
        }
    }

    /** With mutual TLS. */
    public static ServerSecurity tls(TlsFiles files, Path policy) {
        return new ServerSecurity(new TransportSecurity.Tls(files), Optional.of(policy));
    }

    /**
     * Checks that a process may listen there.
     *
     * @param what of the process, such as "the manager"
     * @throws IllegalArgumentException if it may not
     */
    public void requireFits(String what, String host) {
        if (!transport.fits(host)) {
            throw new IllegalArgumentException(
                    ("%s would listen on %s, which is not loopback, without TLS: give it key,"
                                    + " certificate, trust and policy, or say that it may be"
                                    + " insecure")
                            .formatted(what, host));
        }
    }
}
