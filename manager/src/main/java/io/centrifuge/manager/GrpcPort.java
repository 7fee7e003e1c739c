package io.centrifuge.manager;

import io.centrifuge.protocol.security.ServerTls;
import io.centrifuge.protocol.wire.MessageSize;
import io.centrifuge.protocol.wire.ProtocolVersion;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.IoHandlerFactory;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where a process answers the wire protocol. Services are added first, then it listens, then it is
 * closed; each by one thread.
 */
final class GrpcPort implements AutoCloseable {
    private static final long STOP_SECONDS = 1;
    private static final long KEEPALIVE_SECONDS = 10;

    /**
     * How long a client may take for its sign of life. One that lives may be busy with a large
     * table, and to drop it costs it a connection and another table; one that is gone keeps its
     * place for so long.
     */
    private static final long KEEPALIVE_TIMEOUT_SECONDS = 20;

    private static final long SHORTEST_CLIENT_KEEPALIVE_SECONDS = 1;

    private final String whose;
    private final String host;
    private final int wanted;
    private final ExecutorService executor;
    private final NettyServerBuilder builder;
    private final ConnectionLimit limit;
    private final EventLoopGroup loops;
    private @Nullable Server server;

    /**
     * It takes as many connections as there are descriptors for.
     *
     * @param whose for messages, such as "the manager"
     * @param number of the port; 0 for any free one
     * @param tls none for plain connections, on which anybody may do anything
     */
    GrpcPort(String whose, String host, int number, Optional<ServerTls> tls) {
        limit = new ConnectionLimit(whose + "'s port", ConnectionLimit.byDescriptors());
        this.whose = whose;
        this.host = host;
        this.wanted = number;
        executor = Executors.newFixedThreadPool(
                Math.max(2, Runtime.getRuntime().availableProcessors()), task -> {
                    Thread thread = new Thread(task, "centrifuge-calls");
                    thread.setDaemon(true);
                    return thread;
                });
        builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(host, number),
                        tls.map(GrpcPort::credentials).orElseGet(InsecureServerCredentials::create))
                .executor(executor)
                .intercept(ProtocolVersion.serverInterceptor())
                .maxInboundMessageSize(MessageSize.MAX_REQUEST_BYTES)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(SHORTEST_CLIENT_KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        // Added last, it is asked first.
        tls.ifPresent(known -> builder.intercept(new PolicyInterceptor(known)));
        loops = listenWith(tls.isPresent());
    }

    /** Only a channel that is made here can be watched, and gRPC then wants its threads, too. */
    private EventLoopGroup listenWith(boolean handshakes) {
        boolean isEpoll = Epoll.isAvailable();
        IoHandlerFactory handlers =
                isEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventLoopGroup own = new MultiThreadIoEventLoopGroup(
                0, new DefaultThreadFactory("centrifuge-connections", true), handlers);
        builder.bossEventLoopGroup(own).workerEventLoopGroup(own).channelFactory(() -> {
            ServerChannel listening =
                    isEpoll ? new EpollServerSocketChannel() : new NioServerSocketChannel();
            listening.pipeline().addLast(limit);
            return handshakes ? HandshakeWatch.on(listening, whose + "'s port") : listening;
        });
        return own;
    }

    /** A client without a certificate is heard, to be told so; one with a wrong one is not. */
    private static ServerCredentials credentials(ServerTls tls) {
        return TlsServerCredentials.newBuilder()
                .keyManager(tls.identity().keyManager())
                .trustManager(tls.identity().trustManager())
                .clientAuth(TlsServerCredentials.ClientAuth.OPTIONAL)
                .build();
    }

    /** Has it count what goes in and out. */
    void traceWith(TrafficByRole traffic) {
        builder.addStreamTracerFactory(traffic);
    }

    void add(BindableService service) {
        builder.addService(service);
    }

    void add(ServerServiceDefinition service) {
        builder.addService(service);
    }

    /** How many connections there are, and may be. */
    ConnectionLimit limit() {
        return limit;
    }

    /** On which calls are answered. */
    Executor executor() {
        return executor;
    }

    /** @throws ManagerStartException if the port is taken or the host isn't one of this machine */
    void listen() throws ManagerStartException {
        Server built = builder.build();
        try {
            built.start();
        } catch (IOException failure) {
            throw new ManagerStartException(
                    ("%s can't listen on %s:%d (%s): stop what uses that port, perhaps another"
                                    + " manager, or choose another host or port")
                            .formatted(whose, host, wanted, reason(failure)),
                    failure);
        }
        server = built;
    }

    private static String reason(IOException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** The port's number; the one wanted while it doesn't listen. */
    int number() {
        Server listening = server;
        return listening == null ? wanted : listening.getPort();
    }

    /** Blocks for a second or so; closing twice is harmless. */
    @Override
    public void close() {
        Server listening = server;
        if (listening != null) {
            listening.shutdown();
            try {
                if (!listening.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                    listening.shutdownNow();
                }
            } catch (InterruptedException interrupted) {
                listening.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
        executor.shutdown();
        var unused = loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
    }
}
