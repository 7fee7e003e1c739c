package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.testsupport.Eventually;
import io.grpc.netty.shaded.io.netty.bootstrap.ServerBootstrap;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelInitializer;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A port that takes two connections at a time, and serves none. */
class HandshakeWatchTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int MOST = 2;
    private static final byte[] HELLO = {22, 3, 1};

    private final MultiThreadIoEventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private Channel listening;

    @BeforeEach
    void listen() throws Exception {
        listening = new ServerBootstrap()
                .group(loops)
                .channelFactory(EpollServerSocketChannel::new)
                .handler(new HandshakeWatch("the manager's port", MOST))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        accepted.incrementAndGet();
                        var unused = connection
                                .closeFuture()
                                .addListener(ended -> closed.incrementAndGet());
                        connection.pipeline().addLast(new Begun());
                    }
                })
                .bind(new InetSocketAddress(LOOPBACK, 0))
                .sync()
                .channel();
    }

    /** What comes after the watch, as the handshake does. */
    private final class Begun extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            begun.incrementAndGet();
            context.fireChannelRead(bytes);
        }
    }

    @AfterEach
    void end() {
        var unused = listening.close().syncUninterruptibly();
        var unusedLoops = loops.shutdownGracefully();
    }

    private Socket connect() throws IOException {
        return new Socket(LOOPBACK, ((InetSocketAddress) listening.localAddress()).getPort());
    }

    @Test
    void whoGaveUpBeforeItsTurnCostsNoHandshake() throws IOException {
        try (Socket first = connect();
                Socket second = connect()) {
            Eventually.that("two are taken", () -> accepted.get() == MOST);
            try (Socket third = connect()) {
                third.getOutputStream().write(HELLO);
            }
            try (Socket fourth = connect()) {
                fourth.getOutputStream().write(HELLO);
                assertThat(accepted).hasValue(MOST);
                first.shutdownOutput();
                second.shutdownOutput();
                Eventually.that("the fourth is served", () -> begun.get() == 1);
                Eventually.that("the others are closed", () -> closed.get() == MOST + 1);
                assertThat(begun).hasValue(1);
            }
        }
    }
}
