package io.centrifuge.owner;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Passes bytes between clients and a port, until {@link #freeze} makes the connections that there
 * are half-open: no reset, no answer. Later ones work.
 */
final class HalfOpenProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final List<Pair> pairs = new CopyOnWriteArrayList<>();

    private record Pair(Socket client, Socket server, AtomicBoolean frozen) {}

    HalfOpenProxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    int connections() {
        return pairs.size();
    }

    void freeze() {
        pairs.forEach(pair -> pair.frozen().set(true));
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listening.accept();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            Pair pair = new Pair(client, server, new AtomicBoolean());
            pairs.add(pair);
            daemon(() -> pump(client, server, pair.frozen()));
            daemon(() -> pump(server, client, pair.frozen()));
        }
    }

    private static void pump(Socket from, Socket to, AtomicBoolean frozen) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            if (!frozen.get()) {
                out.write(buffer, 0, read);
                out.flush();
            }
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** A socket that closes ends the thread. */
    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
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
            for (Pair pair : pairs) {
                pair.client().close();
                pair.server().close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
