package io.centrifuge.protocol.security;

/** How connections are protected. Immutable. */
public sealed interface TransportSecurity {
    /** Without TLS, and only between processes of one machine; unless something else is said. */
    record Loopback() implements TransportSecurity {}

    /** Without TLS on any network: whoever reaches a port may give orders. */
    record Insecure() implements TransportSecurity {}

    /** Mutual TLS: each side shows a certificate of an authority that the other trusts. */
    record Tls(TlsFiles files) implements TransportSecurity {}

    /**
     * Whether a connection to or at this host may be made so. Nothing is asked of the network: of
     * names, only {@code localhost} counts as this machine.
     */
    default boolean fits(String host) {
        return !(this instanceof Loopback) || LoopbackHost.is(host);
    }
}
