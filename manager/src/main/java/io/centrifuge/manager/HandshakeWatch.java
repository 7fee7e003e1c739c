package io.centrifuge.manager;

import io.centrifuge.protocol.security.RefusalLog;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sees how the TLS handshake of each connection to a port ends, and says in the log which were
 * refused. No more are under way at once than the processors can soon be done with: the next
 * connections wait to be accepted, for if all were begun together, all would take too long. Those
 * that were given up while they waited cost no handshake, or a port that has fallen behind would
 * spend all its time on them. Netty calls it, for each connection on that connection's thread.
 */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {
    /** For each processor: some 2 ms of its time each, and a long path takes most of a second. */
    private static final int UNDER_WAY_EACH = 64;

    /** The state of a connection whose other side has closed it, as Linux numbers them. */
    private static final int CLOSE_WAIT = 8;

    private final String port;
    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    private final RefusalLog log = new RefusalLog();

    /** @param most handshakes that may be under way, at least 2 */
    HandshakeWatch(String port, int most) {
        this.port = port;
        this.most = most;
    }

    /**
     * Has a channel watched that is to listen.
     *
     * @param port for the log, such as "the manager's port"
     */
    static <C extends ServerChannel> C on(C listening, String port) {
        int most = UNDER_WAY_EACH * Runtime.getRuntime().availableProcessors();
        listening.pipeline().addLast(new HandshakeWatch(port, most));
        return listening;
    }

    /** From when a connection is accepted until it is made, or is closed, as Netty does in 10 s. */
    private final class UnderWay {
        private final Channel listening;
        private final AtomicBoolean ended = new AtomicBoolean();

        UnderWay(Channel listening) {
            this.listening = listening;
            if (underWay.incrementAndGet() >= most) {
                listening.config().setAutoRead(false);
            }
        }

        void end() {
            if (ended.compareAndSet(false, true) && underWay.decrementAndGet() < most) {
                listening.config().setAutoRead(true);
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        Channel connection = (Channel) accepted;
        UnderWay handshake = new UnderWay(context.channel());
        var unused = connection.closeFuture().addListener(closed -> handshake.end());
        // Before all that gRPC adds, so that it is the first to see what comes.
        connection.pipeline().addLast(new FirstBytes(handshake));
        context.fireChannelRead(accepted);
    }

    /** Whether nobody waits for an answer any more, where the system tells. */
    private static boolean isGivenUp(Channel connection) {
        return connection instanceof EpollSocketChannel socket
                && socket.tcpInfo().state() == CLOSE_WAIT;
    }

    /** Waits until there is a handshake: one who says nothing, such as a prober, begins none. */
    private final class FirstBytes extends ChannelInboundHandlerAdapter {
        private final UnderWay underWay;

        FirstBytes(UnderWay underWay) {
            this.underWay = underWay;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            Channel connection = context.channel();
            if (isGivenUp(connection)) {
                log.add("%s at %s: it closed the connection before its turn came"
                        .formatted(connection.remoteAddress(), port));
                ReferenceCountUtil.release(bytes);
                var unused = context.close();
                return;
            }
            SslHandler tls = connection.pipeline().get(SslHandler.class);
            if (tls != null) {
                var unused = tls.handshakeFuture().addListener(handshake -> {
                    underWay.end();
                    if (!handshake.isSuccess()) {
                        log.connection(connection.remoteAddress(), port, handshake.cause());
                    }
                });
            }
            context.fireChannelRead(bytes);
            context.pipeline().remove(this);
        }
    }
}
