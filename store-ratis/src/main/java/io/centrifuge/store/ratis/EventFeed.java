package io.centrifuge.store.ratis;

import io.centrifuge.manager.store.StoreEvent;

import java.util.function.Consumer;

/** Hands events on one at a time, none after a failure or after {@link #end}. Thread-safe. */
final class EventFeed {
    private final Consumer<StoreEvent> follower;
    private final Runnable failed;
    private boolean ended;

    /**
     * @param failed called once the follower has heard of a failure; quick
     */
    EventFeed(Consumer<StoreEvent> follower, Runnable failed) {
        this.follower = follower;
        this.failed = failed;
    }

    synchronized void emit(StoreEvent event) {
        if (!ended) {
            ended = event instanceof StoreEvent.Failed;
            follower.accept(event);
            if (ended) {
                failed.run();
            }
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
