package io.centrifuge.manager;

import com.sun.management.UnixOperatingSystemMXBean;

import io.centrifuge.protocol.security.RefusalLog;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler.Sharable;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the connections to a port, so that descriptors are left for the files and the peers of the
 * store, which can't go on without. Any thread may ask; Netty calls it for each connection.
 *
 * <p>Invariant: {@code open <= most}. Above {@code most / 2} the port is crowded, and refuses those
 * who can do without it: the rest is for owners and administrators.
 */
@Sharable
final class ConnectionLimit extends ChannelInboundHandlerAdapter {
    /** Descriptors kept back for all that is no connection to the port. */
    private static final long KEPT_BACK = 128;

    /** However few descriptors there are, some must be able to say what is wrong. */
    private static final int FEWEST = 16;

    private final String port;
    private final int most;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();
    private final RefusalLog log = new RefusalLog();

    /**
     * @param port for the log, such as "the manager's port"
     * @param most connections, at least 1
     */
    ConnectionLimit(String port, int most) {
        this.port = port;
        this.most = most;
    }

    /** As many as this process may have open files, without those that it needs otherwise. */
    static int byDescriptors() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os) {
            return most(os.getMaxFileDescriptorCount(), os.getOpenFileDescriptorCount());
        }
        return Integer.MAX_VALUE;
    }

    /**
     * @param allowed descriptors of this process
     * @param used of them, now
     */
    static int most(long allowed, long used) {
        return Math.clamp(allowed - used - KEPT_BACK, FEWEST, Integer.MAX_VALUE);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        Channel connection = (Channel) accepted;
        if (open.incrementAndGet() > most) {
            open.decrementAndGet();
            refused.incrementAndGet();
            log.add("%s at %s: %s".formatted(connection.remoteAddress(), port, text()));
            connection.unsafe().closeForcibly();
            return;
        }
        var unused = connection.closeFuture().addListener(closed -> open.decrementAndGet());
        context.fireChannelRead(accepted);
    }

    int open() {
        return open.get();
    }

    int most() {
        return most;
    }

    /** How many connections were closed at once, for there were too many. */
    long refused() {
        return refused.get();
    }

    boolean isCrowded() {
        return open.get() > most / 2;
    }

    /** How it stands, and the remedy. */
    String text() {
        return ("it has %d connections of at most %d: let this process have more open files"
                        + " (ulimit -n), or start more managers")
                .formatted(open.get(), most);
    }
}
