package io.centrifuge.cli;

import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.protocol.client.CallFailure;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerClient.StatusReply;

import java.util.Optional;

/** What a watch's streams and polls tell the thread that prints; from other threads. */
sealed interface WatchEvent {
    /** What became of a table's stream. */
    sealed interface OfStream extends WatchEvent {
        TableStream from();
    }

    /** A manager told what changed. */
    record Heard(TableStream from, ManagerAddress manager, TableAnswer answer)
            implements OfStream {}

    /** The stream ended; it is not used any more. */
    record Ended(TableStream from, ManagerAddress manager, CallFailure why) implements OfStream {}

    /**
     * A manager was asked what it says of itself.
     *
     * @param member the id of its member of the store, if it was ever told
     * @param nanos when the reply came, by the monotonic clock
     */
    record Asked(Optional<String> member, StatusReply reply, long nanos) implements WatchEvent {}
}
