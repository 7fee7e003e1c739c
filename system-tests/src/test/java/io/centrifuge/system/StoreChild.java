package io.centrifuge.system;

import io.centrifuge.testsupport.FreePorts;

import java.nio.file.Path;
import java.util.List;

/** The test's side of a {@link StoreProcess}; on the same ports and data in all its lives. */
final class StoreChild implements AutoCloseable {
    final String id;
    final Host host;
    private final Path folder;
    private final int port = FreePorts.next();
    private final int peerPort = FreePorts.next();
    private ChildProcess process;

    /** Starts it, and doesn't wait. */
    StoreChild(Host host, Path folder, String id) {
        this.host = host;
        this.folder = folder;
        this.id = id;
        launch();
    }

    /** Starts it on its data; returns when it listens. */
    void start() {
        launch();
        awaitListening();
    }

    void awaitListening() {
        process.await("listening");
    }

    private void launch() {
        process = ChildProcess.start(
                host,
                StoreProcess.class,
                folder,
                List.of(
                        folder.resolve("data-" + id).toString(),
                        host.address(),
                        Integer.toString(port),
                        id,
                        Integer.toString(peerPort)));
    }

    String address() {
        return host.address() + ":" + port;
    }

    /** The id of the member that leads the store's consensus, or "nobody". */
    String leader() {
        return process.ask("leader");
    }

    /** How many entries of the log it has applied. */
    long applied() {
        return Long.parseLong(process.ask("applied"));
    }

    /** SIGTERM; returns when it has ended. */
    void stop() {
        process.stop();
    }

    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
