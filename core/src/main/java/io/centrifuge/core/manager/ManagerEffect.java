package io.centrifuge.core.manager;

import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.state.StoreRecord;

/** What a {@link ManagerMachine} wants done. */
public sealed interface ManagerEffect {
    /**
     * Propose to the store; may be lost, and is then proposed again. Its fate is learned from the
     * log alone.
     */
    record Propose(StoreRecord record) implements ManagerEffect {}

    /** Send on the newest stream of the owner's incarnation; may be lost. */
    record Send(ManagerMessage message) implements ManagerEffect {}

    /** Write it to the log. */
    record Say(Transition transition) implements ManagerEffect {}
}
