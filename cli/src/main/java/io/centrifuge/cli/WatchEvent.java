package io.centrifuge.cli;

import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.protocol.ManagerAddress;

/** What a watch's streams tell the thread that prints; from the network's threads. */
sealed interface WatchEvent {
    TableStream from();

    /** A manager told what changed. */
    record Heard(TableStream from, ManagerAddress manager, TableAnswer answer)
            implements WatchEvent {}

    /** The stream ended; it is not used any more. */
    record Ended(TableStream from, ManagerAddress manager, CallFailure why) implements WatchEvent {}
}
