package io.centrifuge.manager;

import io.centrifuge.protocol.security.RefusalLog;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ServerChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;

/**
 * Sees how the TLS handshake of each connection to a port ends, and says in the log which were
 * refused. Netty calls it, for each connection on that connection's thread.
 */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {
    private final String port;
    private final RefusalLog log = new RefusalLog();

    private HandshakeWatch(String port) {
        this.port = port;
    }

    /**
     * Has a channel watched that is to listen.
     *
     * @param port for the log, such as "the manager's port"
     */
    static <C extends ServerChannel> C on(C listening, String port) {
        listening.pipeline().addLast(new HandshakeWatch(port));
        return listening;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        // Before all that gRPC adds, so that it is the first to see what comes.
        ((Channel) accepted).pipeline().addLast(new FirstBytes());
        context.fireChannelRead(accepted);
    }

    /** Waits until there is a handshake: one who says nothing, such as a prober, begins none. */
    private final class FirstBytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            Channel connection = context.channel();
            SslHandler tls = connection.pipeline().get(SslHandler.class);
            if (tls != null) {
                var unused = tls.handshakeFuture().addListener(handshake -> {
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
