package io.centrifuge.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on which a process may listen later, and again in its later lives. They are below those
 * that the system gives to connections: a free one of those may be some connection's by the time it
 * is wanted. Of the processes that run tests side by side, each has ports of its own.
 */
final class FreePorts {
    private static final int FIRST = 12_000;
    private static final int END = 32_000;
    private static final int MOST_TRIES = 1_000;
    private static final int MOST_PROCESSES = 8;

    /** From 1, among the processes that run tests. */
    private static final int PROCESS = Integer.parseInt(System.getProperty("test.process", "1"));

    /** Guarded by itself. */
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    /** One that nobody listens on, and that was not given before. */
    static int next() {
        synchronized (GIVEN) {
            for (int i = 0; i < MOST_TRIES; i++) {
                int block = ThreadLocalRandom.current().nextInt(FIRST, END) / MOST_PROCESSES;
                int port = block * MOST_PROCESSES + PROCESS % MOST_PROCESSES;
                if (GIVEN.add(port) && isFree(port)) {
                    return port;
                }
            }
        }
        throw new AssertionError("no port from %d to %d is free".formatted(FIRST, END));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
