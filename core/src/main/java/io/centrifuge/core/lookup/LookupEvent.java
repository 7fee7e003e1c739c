package io.centrifuge.core.lookup;

import io.centrifuge.ClockReading;
import io.centrifuge.core.message.TableAnswer;

/** What can happen to a {@link LookupMachine}. */
public sealed interface LookupEvent {
    /** The process started, or time passed. */
    record Wake() implements LookupEvent {}

    /**
     * A manager answered a poll, or pushed what changed.
     *
     * @param asked as in the {@link LookupEffect.Poll} or {@link LookupEffect.Watch} that it
     *     answers
     */
    record Heard(TableAnswer answer, ClockReading asked) implements LookupEvent {}

    /** The watch, or a poll, failed. */
    record Disconnected() implements LookupEvent {}

    /** An owner refused a request that followed a hint. */
    record Refused() implements LookupEvent {}
}
