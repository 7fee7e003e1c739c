package io.centrifuge.manager;

import io.centrifuge.core.table.CommittedState;
import io.centrifuge.core.table.StoreRecord;
import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreEvent;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Commits only what the test says. */
final class ToldStore implements Store {
    private final AtomicReference<Consumer<StoreEvent>> follower = new AtomicReference<>();
    volatile boolean started;
    volatile boolean closed;

    @Override
    public void start(Consumer<StoreEvent> given) {
        started = true;
        follower.set(given);
        given.accept(new StoreEvent.Restored(CommittedState.EMPTY));
    }

    void commit(StoreRecord record) {
        follower.get().accept(new StoreEvent.Committed(record));
    }

    @Override
    public void propose(StoreRecord record) {}

    @Override
    public void close() {
        closed = true;
    }
}
