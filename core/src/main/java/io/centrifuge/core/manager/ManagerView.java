package io.centrifuge.core.manager;

import io.centrifuge.core.table.CommittedState;
import io.centrifuge.core.table.ServiceName;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a manager knows, for all who only read: lookups, administrators, displays. Immutable; safe
 * for use by any thread. It may be older than what the store has committed.
 *
 * @param leading whether this process leads and its leadership stood at the last event
 * @param races how many owners' requests this process dropped because they crossed a message
 */
public record ManagerView(
        CommittedState state,
        SortedMap<ServiceName, TableHistory> histories,
        boolean leading,
        long races) {
    /** Before the store was read. */
    static final ManagerView NOTHING =
            new ManagerView(CommittedState.EMPTY, new TreeMap<>(), false, 0);

    public ManagerView {
        histories = Collections.unmodifiableSortedMap(new TreeMap<>(histories));
    }

    /** The service's table and its recent changes; an empty table if nothing is committed of it. */
    public TableHistory history(ServiceName service) {
        TableHistory history = histories.get(service);
        return history == null ? TableHistory.of(state.table(service)) : history;
    }
}
