package io.centrifuge.store.ratis;

import io.centrifuge.manager.store.StoreEvent;

import java.util.function.Consumer;

/** Hands events on one at a time, none after a failure or after {@link #end}. Thread-safe. */
final class EventFeed {
    private final Consumer<StoreEvent> follower;
    private boolean ended;

    EventFeed(Consumer<StoreEvent> follower) {
        this.follower = follower;
    }

    synchronized void emit(StoreEvent event) {
        if (!ended) {
            ended = event instanceof StoreEvent.Failed;
            follower.accept(event);
        }
    }

    void fail(String reason) {
        emit(new StoreEvent.Failed(reason));
    }

    /** Waits for an event that is being handed on. */
    synchronized void end() {
        ended = true;
    }
}
