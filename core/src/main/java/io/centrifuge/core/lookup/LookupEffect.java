package io.centrifuge.core.lookup;

import io.centrifuge.ClockReading;
import io.centrifuge.Loss;

/** What a {@link LookupMachine} wants done. */
public sealed interface LookupEffect {
    /** Hints are to be answered from this snapshot before any later effect. */
    record Publish(LookupSnapshot snapshot) implements LookupEffect {}

    /**
     * Watch the next manager for changes after {@code lsn}; replaces the watch there is.
     *
     * @param asked read before this is done; to be handed back with what the manager says
     */
    record Watch(long lsn, ClockReading asked) implements LookupEffect {}

    /**
     * Ask the manager once for changes after {@code lsn}.
     *
     * @param asked read before this is done; to be handed back with the answer
     */
    record Poll(long lsn, ClockReading asked) implements LookupEffect {}

    /**
     * Tell the application, serially and after the snapshot is visible, what state is lost.
     */
    record Lost(Loss loss) implements LookupEffect {}

    /** Nobody has vouched for the table for so long; said once, until it is {@link Fresh}. */
    record Stale(long ageNanos) implements LookupEffect {}

    /** A manager vouches for the table again. */
    record Fresh() implements LookupEffect {}
}
