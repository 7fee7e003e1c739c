package io.centrifuge.protocol;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;

import java.util.concurrent.TimeUnit;

/** How a client connects to a manager. Stateless. */
public final class ManagerChannels {
    /** After so long without a word from the manager it is asked for a sign of life. */
    public static final long KEEPALIVE_SECONDS = 10;

    private static final long KEEPALIVE_TIMEOUT_SECONDS = 5;

    private ManagerChannels() {}

    /**
     * A connection that is made when it is first used. It names the protocol's version in every
     * call and retries none; it calls back on the network's threads, so what hears must be quick.
     * The caller shuts it down.
     */
    public static ManagedChannel open(ManagerAddress manager) {
        return open(manager, new WireTraffic());
    }

    /** The same, with all that it carries counted in {@code traffic}. */
    public static ManagedChannel open(ManagerAddress manager, WireTraffic traffic) {
        return Grpc.newChannelBuilderForAddress(
                        manager.host(), manager.port(), InsecureChannelCredentials.create())
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .disableRetry()
                .disableServiceConfigLookUp()
                .maxInboundMessageSize(MessageSize.MAX_INBOUND_BYTES)
                .intercept(ProtocolVersion.clientInterceptor(), traffic.clientInterceptor())
                .directExecutor()
                .build();
    }
}
