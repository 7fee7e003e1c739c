package io.centrifuge.benchmarks.fleet;

/** Threads that take what processors there are, until they are closed. */
final class BusyThreads {
    private volatile boolean closed;

    BusyThreads(int count) {
        for (int i = 1; i <= count; i++) {
            Thread.ofPlatform().daemon().name("busy-" + i).start(this::spin);
        }
    }

    private void spin() {
        while (!closed) {
            Thread.onSpinWait();
        }
    }

    void close() {
        closed = true;
    }
}
