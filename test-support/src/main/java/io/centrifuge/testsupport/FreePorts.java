package io.centrifuge.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports on which a process may listen later, and again in its later lives. They are below those
 * that the system gives to connections: a free one of those may be some connection's by the time it
 * is wanted. Processes that run tests side by side, also of other modules and builds, have ports
 * apart: each listens on the first of a block for as long as it lives, and gives the others.
 */
public final class FreePorts {
    private static final int FIRST = 12_000;
    private static final int BLOCKS = 100;
    private static final int BLOCK = 120;
    private static final int MOST_TRIES = 1_000;

    /** Guarded by the class: of each block that is this process's, what keeps others out. */
    private static final List<ServerSocket> CLAIMS = new ArrayList<>();

    /** Guarded by the class: how many of the newest block were looked at, with its first. */
    private static int used = BLOCK;

    private FreePorts() {}

    /** One that nobody listens on, and that was not given before. */
    public static synchronized int next() {
        for (int i = 0; i < MOST_TRIES; i++) {
            if (used == BLOCK) {
                claim();
                used = 1;
            }
            int port = CLAIMS.getLast().getLocalPort() + used;
            used++;
            if (isFree(port)) {
                return port;
            }
        }
        throw noneIsFree();
    }

    private static void claim() {
        for (int i = 0; i < MOST_TRIES; i++) {
            int block = ThreadLocalRandom.current().nextInt(BLOCKS);
            if (claim(FIRST + block * BLOCK)) {
                return;
            }
        }
        throw noneIsFree();
    }

    private static boolean claim(int first) {
        try {
            return CLAIMS.add(listen(first));
        } catch (IOException taken) {
            return false;
        }
    }

    private static AssertionError noneIsFree() {
        return new AssertionError(
                "no port from %d to %d is free".formatted(FIRST, FIRST + BLOCKS * BLOCK));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = listen(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }
}
