package io.centrifuge.testsupport;

import io.centrifuge.protocol.wire.ProtocolVersion;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Serves what a test plays of a manager, on a free port of loopback. */
public final class LoopbackServer implements AutoCloseable {
    private final Server server;

    /** Serves to clients that speak this version of the protocol. */
    public LoopbackServer(BindableService service) {
        this(service, ProtocolVersion.serverInterceptor());
    }

    public LoopbackServer(BindableService service, ServerInterceptor interceptor) {
        try {
            server = NettyServerBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(service)
                    .intercept(interceptor)
                    .build()
                    .start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Answers every call with the status. */
    public static ServerInterceptor refusing(Status status) {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                call.close(status, new Metadata());
                return new ServerCall.Listener<>() {};
            }
        };
    }

    public int port() {
        return server.getPort();
    }

    /** In digits: a name would be resolved meanwhile, and tried as another manager. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
