package io.centrifuge.testing;

import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.v1.StoreServiceGrpc;
import io.grpc.ServerServiceDefinition;

import java.util.List;
import java.util.function.Consumer;

/** A store that also listens to those who tend it, and then answers that it can do nothing. */
record TendedStore(Store store) implements Store {
    @Override
    public void announce(ManagerPlace manager) {
        store.announce(manager);
    }

    @Override
    public String member() {
        return store.member();
    }

    @Override
    public void start(Consumer<StoreEvent> follower) throws StoreException {
        store.start(follower);
    }

    @Override
    public void propose(StoreRecord record) {
        store.propose(record);
    }

    @Override
    public List<ServerServiceDefinition> services() {
        return List.of(new StoreServiceGrpc.StoreServiceImplBase() {}.bindService());
    }

    @Override
    public void close() {
        store.close();
    }
}
