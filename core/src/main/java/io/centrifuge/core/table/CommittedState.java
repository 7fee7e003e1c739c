package io.centrifuge.core.table;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that the store holds. Immutable. Every process that follows the store's log gets the same
 * sequence of states from the same records.
 */
public record CommittedState(LeaderRecord leader, SortedMap<ServiceName, LeaseTable> tables) {
    /** Of an empty store. */
    public static final CommittedState EMPTY =
            new CommittedState(LeaderRecord.NONE, new TreeMap<>());

    public CommittedState {
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    }

    /** The service's table; an empty one if nothing is committed of it. */
    public LeaseTable table(ServiceName service) {
        LeaseTable table = tables.get(service);
        return table == null ? LeaseTable.empty(service) : table;
    }

    /**
     * The one apply: the state after the record, or this very state if the record is refused
     * because it was decided on something that no longer is so. A refusal is an expected outcome.
     *
     * @throws io.centrifuge.core.InvariantViolation if an accepted record contradicts the state
     */
    public CommittedState apply(StoreRecord record) {
        return switch (record) {
            case LeaderWrite write -> applyToLeader(write);
            case TableRecord changes -> applyToTable(changes);
        };
    }

    private CommittedState applyToLeader(LeaderWrite write) {
        return switch (write) {
            case LeaderWrite.TakeOver takeover ->
                takeover.watched().equals(leader)
                        ? with(new LeaderRecord(
                                leader.term() + 1,
                                takeover.process(),
                                0,
                                false,
                                Math.max(leader.longestLeaseNanos(), takeover.managerNanos())))
                        : this;
            case LeaderWrite.Heartbeat beat ->
                leader.isOf(beat.term(), beat.process())
                                && !leader.resigned()
                                && beat.number() == leader.heartbeat() + 1
                        ? with(new LeaderRecord(
                                beat.term(),
                                beat.process(),
                                beat.number(),
                                false,
                                beat.longestLeaseNanos()))
                        : this;
            case LeaderWrite.Resign resign ->
                leader.isOf(resign.term(), resign.process())
                        ? with(new LeaderRecord(
                                leader.term(),
                                leader.process(),
                                leader.heartbeat(),
                                true,
                                leader.longestLeaseNanos()))
                        : this;
        };
    }

    private CommittedState applyToTable(TableRecord record) {
        LeaseTable table = table(record.service());
        if (record.term() != leader.term() || record.follows() != table.lsn()) {
            return this;
        }
        SortedMap<ServiceName, LeaseTable> changed = new TreeMap<>(tables);
        changed.put(record.service(), table.apply(record));
        return new CommittedState(leader, changed);
    }

    private CommittedState with(LeaderRecord newLeader) {
        return new CommittedState(newLeader, tables);
    }
}
