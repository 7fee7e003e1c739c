package io.centrifuge.protocol.client;

import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.security.TlsIdentity;
import io.centrifuge.protocol.security.TransportSecurity;
import io.centrifuge.protocol.wire.MessageSize;
import io.centrifuge.protocol.wire.ProtocolVersion;
import io.centrifuge.protocol.wire.WireTraffic;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How a client connects to managers. Any thread may call. */
public final class ManagerChannels {
    /** After so long without a word from the manager it is asked for a sign of life. */
    public static final long KEEPALIVE_SECONDS = 10;

    private static final long KEEPALIVE_TIMEOUT_SECONDS = 5;

    private final TransportSecurity security;
    private final ChannelCredentials credentials;

    private ManagerChannels(TransportSecurity security, ChannelCredentials credentials) {
        this.security = security;
        this.credentials = credentials;
    }

    /**
     * Reads the files, if there are any.
     *
     * @throws SecurityFileException names the file that can't be used, and the remedy
     */
    public static ManagerChannels of(TransportSecurity security) throws SecurityFileException {
        if (security instanceof TransportSecurity.Tls tls) {
            TlsIdentity identity = TlsIdentity.load(tls.files());
            return new ManagerChannels(
                    security,
                    TlsChannelCredentials.newBuilder()
                            .keyManager(identity.keyManager())
                            .trustManager(identity.trustManager())
                            .build());
        }
        return new ManagerChannels(security, InsecureChannelCredentials.create());
    }

    /** Without TLS, to managers on this machine alone. */
    public static ManagerChannels onLoopback() {
        return new ManagerChannels(
                new TransportSecurity.Loopback(), InsecureChannelCredentials.create());
    }

    /**
     * Checks that all of them may be connected to.
     *
     * @throws IllegalArgumentException names the one that may not, and the remedy
     */
    public ManagerChannels requireFits(ManagerAddresses managers) {
        managers.all().forEach(this::requireFits);
        return this;
    }

    /** Where a manager is, as another said; empty if it may not be connected to. */
    Optional<ManagerEndpoint> endpoint(String said) {
        try {
            return Optional.of(ManagerAddress.parse(said))
                    .filter(manager -> security.fits(manager.host()))
                    .map(ManagerEndpoint::of);
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    private void requireFits(ManagerAddress manager) {
        if (!security.fits(manager.host())) {
            throw new IllegalArgumentException(
                    ("the manager %s is not on loopback, and there is no TLS: give key, certificate"
                                    + " and trust, or say that it may be insecure")
                            .formatted(manager));
        }
    }

    /**
     * A connection that is made when it is first used, and never by way of a proxy. It names the
     * protocol's version in every call and retries none; it calls back on the network's threads, so
     * what hears must be quick. The caller shuts it down.
     */
    public ManagedChannel open(ManagerAddress manager) {
        return open(ManagerEndpoint.of(manager), new WireTraffic());
    }

    /** The same, with all that it carries counted in {@code traffic}. */
    public ManagedChannel open(ManagerEndpoint manager, WireTraffic traffic) {
        ManagerAddress named = manager.named();
        requireFits(named);
        String host = manager.at().map(InetAddress::getHostAddress).orElse(named.host());
        ManagedChannelBuilder<?> channel = Grpc.newChannelBuilderForAddress(
                        host, named.port(), credentials)
                // By which its certificate is checked.
                .overrideAuthority(named.toString())
                // The JVM's proxy is for the web; gRPC would ask it for a tunnel to the manager.
                .proxyDetector(target -> null)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .disableRetry()
                .disableServiceConfigLookUp()
                .maxInboundMessageSize(MessageSize.MAX_ANSWER_BYTES)
                .intercept(ProtocolVersion.clientInterceptor(), traffic.clientInterceptor())
                .directExecutor();
        if (!(security instanceof TransportSecurity.Tls)) {
            PlainTextHint hint = new PlainTextHint();
            channel.intercept(hint).addTransportFilter(hint);
        }
        return channel.build();
    }
}
