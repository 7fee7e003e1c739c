package io.centrifuge.core.manager;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.CommittedState;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a manager knows, for all who only read: lookups, administrators, displays. Immutable; safe
 * for use by any thread. It may be older than what the store has committed.
 *
 * @param leading whether this process leads and its leadership stood at the last event
 * @param races how many owners' requests this process dropped because they crossed a message
 * @param storeRead whether the store was read; nothing is known before
 * @param leaderSeenAt monotonic nanoseconds at which the store was read, or the log showed an
 *     accepted write of a leader for the last time; means nothing before the store was read
 * @param keptOut who is kept out of each service where anybody is; known to the leader alone
 */
public record ManagerView(
        CommittedState state,
        SortedMap<ServiceName, TableHistory> histories,
        boolean leading,
        long races,
        boolean storeRead,
        long leaderSeenAt,
        SortedMap<ServiceName, SortedMap<OwnerId, KeptOut>> keptOut) {
    /** How long after the last heartbeat a manager vouches for its tables, in nanoseconds. */
    public static final long VOUCHED_NANOS = Duration.ofSeconds(10).toNanos();

    /** Before the store was read. */
    static final ManagerView NOTHING = new ManagerView(
            CommittedState.EMPTY,
            new TreeMap<>(),
            false,
            0,
            false,
            0,
            Collections.emptySortedMap());

    public ManagerView {
        histories = Collections.unmodifiableSortedMap(new TreeMap<>(histories));
    }

    /** Who is kept out of the service, if this process leads; others don't know. */
    public SortedMap<OwnerId, KeptOut> keptOut(ServiceName service) {
        return keptOut.getOrDefault(service, Collections.emptySortedMap());
    }

    /** The service's table and its recent changes; an empty table if nothing is committed of it. */
    public TableHistory history(ServiceName service) {
        TableHistory history = histories.get(service);
        return history == null ? TableHistory.of(state.table(service)) : history;
    }

    /**
     * Whether its tables are recent: the log, which comes in order, showed a heartbeat within the
     * last {@link #VOUCHED_NANOS}.
     *
     * @param monotonic nanoseconds now, by the clock of this manager's process
     */
    public boolean isVouchedFor(long monotonic) {
        return storeRead && monotonic - leaderSeenAt < VOUCHED_NANOS;
    }

    /**
     * Whether a lookup whose table has the LSN {@code since} is told {@link TableAnswer.Behind}: to
     * keep that table and ask another manager (docs/protocol.md, "Tables and losses").
     *
     * @param since 0 for no table
     * @param monotonic as in {@link #isVouchedFor}
     */
    public boolean isBehind(ServiceName service, long since, long monotonic) {
        return !isVouchedFor(monotonic) || history(service).isBehind(since);
    }

    /** What that lookup is told. */
    public TableAnswer answer(ServiceName service, long since, long monotonic) {
        TableHistory history = history(service);
        return isBehind(service, since, monotonic) ? history.behind() : history.answer(since);
    }
}
