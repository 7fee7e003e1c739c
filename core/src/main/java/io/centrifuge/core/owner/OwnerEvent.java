package io.centrifuge.core.owner;

import io.centrifuge.core.message.ManagerMessage;

/** What can happen to an {@link OwnerMachine}. */
public sealed interface OwnerEvent {
    /** The process started, or time passed. */
    record Wake() implements OwnerEvent {}

    /** A manager's message arrived. */
    record Heard(ManagerMessage message) implements OwnerEvent {}

    /** The stream broke, or could not be opened. */
    record Disconnected() implements OwnerEvent {}

    /**
     * The application wants to stop, and there is time: hand on what can be handed on, then leave.
     */
    record Retire() implements OwnerEvent {}

    /** The application wants to stop: give up everything, then say so. */
    record Leave() implements OwnerEvent {}
}
