package io.centrifuge.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Passes bytes between clients and a port of loopback, while it is open; {@link #freeze} makes
 * connections half-open, {@link #delay} makes the path long. Any thread may call.
 */
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final List<Pair> pairs = new CopyOnWriteArrayList<>();
    private volatile boolean open = true;
    private volatile long delayNanos;
    private volatile long lastByteAt = System.nanoTime();

    public TcpProxy(int target) {
        this.target = target;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        daemon(this::accept);
    }

    public String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** How many there have been. */
    public int connections() {
        return pairs.size();
    }

    /** How many there are now; a half-open one counts. */
    public long openConnections() {
        return pairs.stream().filter(pair -> !pair.client.isClosed()).count();
    }

    public boolean isOpen() {
        return open;
    }

    /** Whether what is sent now on the newest connection, or on a new one, arrives. */
    public boolean passes() {
        return open && (pairs.isEmpty() || !pairs.getLast().frozen);
    }

    /** Whether nothing has come for that long. */
    public boolean isIdleFor(long nanos) {
        return System.nanoTime() - lastByteAt >= nanos;
    }

    /** Ends the connections that there are, and every new one at once. */
    public void cut() {
        open = false;
        pairs.forEach(Pair::close);
    }

    /** Connections that are made from now on work. */
    public void restore() {
        open = true;
    }

    /** Makes the connections that there are half-open, for good: no reset, no answer. */
    public void freeze() {
        pairs.forEach(pair -> pair.frozen = true);
    }

    /**
     * Makes the path of connections that are made from now on so long, each way. The client's first
     * bytes take a round trip more, as the making of a connection does on a long path.
     */
    public void delay(Duration eachWay) {
        delayNanos = eachWay.toNanos();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            try {
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Pair pair = new Pair(client, server);
                pairs.add(pair);
                long delay = delayNanos;
                daemon(() -> pair.pass(client, pair.path(server, delay, 2 * delay)));
                daemon(() -> pair.pass(server, pair.path(client, delay, 0)));
                if (!open) {
                    pair.close();
                }
            } catch (IOException nobodyListens) {
                client.close();
            }
        }
    }

    private final class Pair {
        final Socket client;
        final Socket server;
        volatile boolean frozen;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void pass(Socket from, Path to) throws IOException {
            try {
                byte[] buffer = new byte[64 * 1024];
                InputStream in = from.getInputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    lastByteAt = System.nanoTime();
                    if (!frozen) {
                        to.carry(Arrays.copyOf(buffer, read));
                    }
                }
            } finally {
                if (!frozen) {
                    close();
                }
            }
        }

        Path path(Socket to, long delay, long first) {
            if (delay == 0) {
                return bytes -> write(to, bytes);
            }
            LinkedBlockingQueue<Late> late = new LinkedBlockingQueue<>();
            long connectedAt = System.nanoTime() + first;
            daemon(() -> {
                while (!to.isClosed()) {
                    Late next = late.take();
                    for (long now = System.nanoTime();
                            next.due() - now > 0;
                            now = System.nanoTime()) {
                        LockSupport.parkNanos(next.due() - now);
                    }
                    next.write().run();
                }
            });
            return bytes -> {
                long now = System.nanoTime();
                late.add(new Late(
                        (now - connectedAt > 0 ? now : connectedAt) + delay,
                        () -> write(to, bytes)));
            };
        }

        private void write(Socket to, byte[] bytes) throws IOException {
            OutputStream out = to.getOutputStream();
            out.write(bytes);
            out.flush();
        }

        void close() {
            try {
                client.close();
                server.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /** Where bytes of one direction go. */
    @FunctionalInterface
    private interface Path {
        void carry(byte[] bytes) throws IOException;
    }

    private record Late(long due, Work write) {}

    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** A socket that closes ends the thread. */
    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException closed) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        pairs.forEach(Pair::close);
    }
}
