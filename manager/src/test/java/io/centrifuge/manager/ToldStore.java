package io.centrifuge.manager;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreEvent;

import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Commits only what the test says. */
final class ToldStore implements Store {
    private final AtomicReference<Consumer<StoreEvent>> follower = new AtomicReference<>();
    private final BlockingQueue<StoreRecord> proposed = new LinkedBlockingQueue<>();
    volatile CommittedState first = CommittedState.begun(new UUID(0, 1));
    volatile boolean shared;
    volatile boolean started;
    volatile boolean closed;

    @Override
    public void announce(ManagerPlace manager) {}

    @Override
    public String member() {
        return "m1";
    }

    @Override
    public void start(Consumer<StoreEvent> given) {
        started = true;
        follower.set(given);
        given.accept(new StoreEvent.Restored(first));
    }

    void commit(StoreRecord record) {
        follower.get().accept(new StoreEvent.Committed(record));
    }

    @Override
    public void propose(StoreRecord record) {
        proposed.add(record);
    }

    /** The next proposal of that kind; those before it are forgotten. */
    <T extends StoreRecord> T awaitProposal(Class<T> kind) throws InterruptedException {
        while (true) {
            StoreRecord next = proposed.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no " + kind.getSimpleName() + " was proposed");
            }
            if (kind.isInstance(next)) {
                return kind.cast(next);
            }
        }
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    @Override
    public void close() {
        closed = true;
    }
}
