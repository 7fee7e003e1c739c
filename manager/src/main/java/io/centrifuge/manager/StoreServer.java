package io.centrifuge.manager;

import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.security.ServerTls;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A member of the store in a process of its own, without a manager: keeps the log, votes, and
 * answers those who tend it (docs/operating.md, "Several managers"). Any thread may call.
 */
public final class StoreServer implements AutoCloseable {
    private final Store store;
    private final HealthStatusManager health = new HealthStatusManager();
    private final GrpcPort port;
    private final CompletableFuture<ManagerHalt> halted = new CompletableFuture<>();

    private StoreServer(String host, int number, Optional<ServerTls> tls, Store store) {
        this.store = store;
        this.port = new GrpcPort("the store", host, number, tls);
        store.services().forEach(port::add);
        port.add(health.getHealthService());
    }

    /**
     * Listens and opens the store. Blocks while the store reads its disk. Closes the store if it
     * fails.
     *
     * @throws IllegalArgumentException if it may not listen there without TLS
     * @throws ManagerStartException if the port is taken, the host isn't one of this machine, or a
     *     file of keys, certificates or policy can't be used
     * @throws StoreException if the store can't be opened
     */
    public static StoreServer start(String host, int port, ServerSecurity security, Store store)
            throws ManagerStartException, StoreException {
        security.requireFits("the store", host);
        StoreServer server = new StoreServer(host, port, tls(security, store), store);
        boolean started = false;
        try {
            server.open();
            started = true;
        } finally {
            if (!started) {
                server.close();
            }
        }
        return server;
    }

    private static Optional<ServerTls> tls(ServerSecurity security, Store store)
            throws ManagerStartException {
        try {
            return ServerTls.load(security);
        } catch (SecurityFileException unusable) {
            store.close();
            throw new ManagerStartException(unusable.text(), unusable);
        }
    }

    private void open() throws ManagerStartException, StoreException {
        health.setStatus("", ServingStatus.NOT_SERVING);
        port.listen();
        store.start(this::happened);
    }

    private void happened(StoreEvent event) {
        switch (event) {
            case StoreEvent.Restored restored -> health.setStatus("", ServingStatus.SERVING);
            case StoreEvent.Committed committed -> {}
            case StoreEvent.Failed failed -> {
                health.setStatus("", ServingStatus.NOT_SERVING);
                halted.complete(new ManagerHalt(failed.reason(), null));
            }
        }
    }

    /** The port that it listens on. */
    public int port() {
        return port.number();
    }

    /** Done if the store can't go on: its process must end. */
    public CompletionStage<ManagerHalt> halted() {
        return halted.minimalCompletionStage();
    }

    /** Blocks for a few seconds at most; closing twice is harmless. */
    @Override
    public void close() {
        health.enterTerminalState();
        port.close();
        store.close();
    }
}
