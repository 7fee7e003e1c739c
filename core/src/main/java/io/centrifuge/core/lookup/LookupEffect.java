package io.centrifuge.core.lookup;

import io.centrifuge.KeyRange;

import java.util.List;

/** What a {@link LookupMachine} wants done. */
public sealed interface LookupEffect {
    /** Hints are to be answered from this snapshot before any later effect. */
    record Publish(LookupSnapshot snapshot) implements LookupEffect {}

    /** Watch the next manager for changes after {@code lsn}; replaces the watch there is. */
    record Watch(long lsn) implements LookupEffect {}

    /** Ask the manager once for changes after {@code lsn}. */
    record Poll(long lsn) implements LookupEffect {}

    /**
     * Tell the application, serially and after the snapshot is visible, that state of these keys is
     * lost.
     */
    record Lost(List<KeyRange> ranges) implements LookupEffect {
        public Lost {
            ranges = List.copyOf(ranges);
        }
    }
}
