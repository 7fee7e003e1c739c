package io.centrifuge.manager.store;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.StoreRecord;

/** What a {@link Store} tells who follows it. */
public sealed interface StoreEvent {
    /**
     * The state from which the next records go on: the last snapshot's, or the empty one. The first
     * event, and again when a member that fell far behind was sent a snapshot; it then stands for
     * all records up to it, those that never came included.
     */
    record Restored(CommittedState state) implements StoreEvent {}

    /**
     * A record is committed and will be in every member's log for ever. Refused ones come like
     * accepted ones: applying it shows which it is.
     */
    record Committed(StoreRecord record) implements StoreEvent {}

    /**
     * The store can't go on: a full disk, a damaged log. The last event. What was committed before
     * stays committed; the manager halts. In its group it neither leads nor votes any more, though
     * its process may go on for a while.
     *
     * @param reason what happened, where, and what to do
     */
    record Failed(String reason) implements StoreEvent {}
}
