package io.centrifuge.core.state;

import static io.centrifuge.core.InvariantViolation.check;

import io.centrifuge.ServiceName;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * All that the store holds. Immutable. Every process that follows the store's log gets the same
 * sequence of states from the same records.
 */
public final class CommittedState {
    /** Of an empty store. */
    public static final CommittedState EMPTY =
            new CommittedState(LeaderRecord.NONE, new TreeMap<>());

    private final LeaderRecord leader;
    private final Formats formats;
    private final Cluster cluster;

    /**
     * The LSN at which the table of a service of which nothing is committed begins at least: no
     * removed service had a higher one.
     */
    private final long floor;

    /** Changed by nobody. */
    private final SortedMap<ServiceName, LeaseTable> tables;

    /** Of a store whose members have said nothing of formats yet. */
    public CommittedState(LeaderRecord leader, SortedMap<ServiceName, LeaseTable> tables) {
        this(leader, Formats.START, Cluster.UNNAMED, 0, tables);
    }

    /**
     * @param floor see {@link #floor()}
     */
    public CommittedState(
            LeaderRecord leader,
            Formats formats,
            Cluster cluster,
            long floor,
            SortedMap<ServiceName, LeaseTable> tables) {
        this.leader = leader;
        this.formats = formats;
        this.cluster = cluster;
        this.floor = floor;
        this.tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
    }

    /** Of an empty store that has this id for clients, and grants at once. */
    public static CommittedState begun(UUID cluster) {
        return new CommittedState(
                LeaderRecord.NONE, Formats.START, Cluster.named(cluster), 0, new TreeMap<>());
    }

    /** With the tables of {@code before}. */
    private CommittedState(
            LeaderRecord leader, Formats formats, Cluster cluster, CommittedState before) {
        this.leader = leader;
        this.formats = formats;
        this.cluster = cluster;
        this.floor = before.floor;
        this.tables = before.tables;
    }

    public LeaderRecord leader() {
        return leader;
    }

    /** In which format all that is committed from here on is written, and who reads which. */
    public Formats formats() {
        return formats;
    }

    /** Which cluster it is, and which managers it has. */
    public Cluster cluster() {
        return cluster;
    }

    /** All tables of which something is committed. */
    public SortedMap<ServiceName, LeaseTable> tables() {
        return tables;
    }

    /**
     * Above every LSN and lease number of every service that was removed in this history; 0 if none
     * was. The table of a new service begins no lower, whatever its name.
     */
    public long floor() {
        return floor;
    }

    /** The service's table; an empty one if nothing is committed of it. */
    public LeaseTable table(ServiceName service) {
        LeaseTable table = tables.get(service);
        return table == null ? LeaseTable.empty(service, start()) : table;
    }

    private long start() {
        return Math.max(History.start(History.of(leader.term())), floor);
    }

    /**
     * What a store begins with that is restored from a copy of this state, or forced up without its
     * majority (docs/protocol.md, "Restored stores"). Every number of it is above all that were
     * given out after this state and are lost; nobody leads or holds anything; the loss of every
     * range is signalled, also in services that this state lacks; and nothing is granted until a
     * leader has waited for the leases of the lost history.
     *
     * <p>The caller answers for two things that no state can tell: no manager of the lost history
     * runs any more, and no store was ever begun in this history or a higher one.
     *
     * @param history above every number of this state, {@link History#LAST} at most
     * @param longestLeaseNanos the longest manager's duration, in nanoseconds, that was in use
     *     after this state; 0 or more
     * @throws IllegalArgumentException if one of the two is out of its range
     */
    public CommittedState restoredAs(long history, long longestLeaseNanos) {
        if (history <= History.of(highestNumber())) {
            throw new IllegalArgumentException(
                    "a restored store's history must be above %d, its state's, but is %d"
                            .formatted(History.of(highestNumber()), history));
        }
        if (longestLeaseNanos < 0) {
            throw new IllegalArgumentException(
                    "the longest lease must be 0 ns or more, but is " + longestLeaseNanos);
        }
        LeaderRecord nobody = new LeaderRecord(
                History.start(history),
                0,
                0,
                true,
                Math.max(leader.longestLeaseNanos(), longestLeaseNanos),
                true);
        SortedMap<ServiceName, LeaseTable> restored = new TreeMap<>();
        tables.forEach((service, table) -> restored.put(service, table.restoredAs(history)));
        return new CommittedState(nobody, formats.withoutMembers(), cluster, 0, restored);
    }

    /** Of all terms, LSNs and lease numbers in it; 0 for an empty store. */
    public long highestNumber() {
        return tables.values().stream()
                .mapToLong(LeaseTable::lsn)
                .reduce(Math.max(leader.term(), floor), Math::max);
    }

    /**
     * The one apply: the state after the record; empty if the record is refused because it was
     * decided on something that no longer is so. A refusal is an expected outcome.
     *
     * @throws io.centrifuge.core.InvariantViolation if an accepted record contradicts the state
     */
    public Optional<CommittedState> apply(StoreRecord record) {
        return switch (record) {
            case LeaderWrite write -> applyToLeader(write);
            case TableRecord changes -> applyToTable(changes);
            case FormatRecord change -> applyToFormats(change);
            case ClusterRecord.Named named ->
                cluster.id().isPresent() ? Optional.empty() : Optional.of(named(named));
            case ClusterRecord.Manager manager ->
                formats.members().containsKey(manager.member())
                        ? Optional.of(new CommittedState(
                                leader,
                                formats,
                                cluster.with(manager.member(), manager.place()),
                                this))
                        : Optional.empty();
        };
    }

    /** A member that is gone takes what its manager said along, also one of before a restore. */
    private Optional<CommittedState> applyToFormats(FormatRecord change) {
        Cluster left =
                change instanceof FormatRecord.Gone gone ? cluster.without(gone.member()) : cluster;
        return formats.apply(change)
                .or(() -> left.equals(cluster) ? Optional.empty() : Optional.of(formats))
                .map(changed -> new CommittedState(leader, changed, left, this));
    }

    private CommittedState named(ClusterRecord.Named named) {
        boolean waits = leader.equals(LeaderRecord.NONE) && !named.grantsAtOnce();
        return new CommittedState(
                waits ? LeaderRecord.UNTRIED : leader,
                formats,
                new Cluster(Optional.of(named.id()), cluster.managers()),
                this);
    }

    private Optional<CommittedState> applyToLeader(LeaderWrite write) {
        return switch (write) {
            case LeaderWrite.TakeOver takeover ->
                takeover.watched().equals(leader)
                        ? with(new LeaderRecord(
                                leader.term() + 1,
                                takeover.process(),
                                0,
                                false,
                                Math.max(leader.longestLeaseNanos(), takeover.managerNanos()),
                                leader.restored()))
                        : Optional.empty();
            case LeaderWrite.Heartbeat beat ->
                leader.isOf(beat.term(), beat.process())
                                && !leader.resigned()
                                && beat.number() == leader.heartbeat() + 1
                        ? with(new LeaderRecord(
                                beat.term(),
                                beat.process(),
                                beat.number(),
                                false,
                                beat.longestLeaseNanos(),
                                beat.restored()))
                        : Optional.empty();
            case LeaderWrite.Resign resign ->
                leader.isOf(resign.term(), resign.process())
                        ? with(new LeaderRecord(
                                leader.term(),
                                leader.process(),
                                leader.heartbeat(),
                                true,
                                leader.longestLeaseNanos(),
                                leader.restored()))
                        : Optional.empty();
        };
    }

    private Optional<CommittedState> applyToTable(TableRecord record) {
        LeaseTable table = table(record.service());
        if (record.term() != leader.term() || record.follows() != table.lsn()) {
            return Optional.empty();
        }
        SortedMap<ServiceName, LeaseTable> changed = new TreeMap<>(tables);
        if (record.removesService()) {
            check(table.owners().isEmpty(), "%s is removed and has owners", record.service());
            changed.remove(record.service());
            long above = Math.max(floor, record.lsn());
            return Optional.of(new CommittedState(leader, formats, cluster, above, changed));
        }
        changed.put(record.service(), table.apply(record));
        return Optional.of(new CommittedState(leader, formats, cluster, floor, changed));
    }

    private Optional<CommittedState> with(LeaderRecord newLeader) {
        return Optional.of(new CommittedState(newLeader, formats, cluster, this));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CommittedState that
                && leader.equals(that.leader)
                && formats.equals(that.formats)
                && cluster.equals(that.cluster)
                && floor == that.floor
                && tables.equals(that.tables);
    }

    @Override
    public int hashCode() {
        return Objects.hash(leader, formats, cluster, floor, tables);
    }

    @Override
    public String toString() {
        return "%s, %s, %s, floor %d, %s"
                .formatted(leader, formats, cluster, floor, tables.values());
    }
}
