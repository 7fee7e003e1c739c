package io.centrifuge.core.state;

import static io.centrifuge.core.InvariantViolation.check;

import io.centrifuge.LossCause;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Who may own each range of one service, as committed. Immutable; changes only by {@link #apply},
 * which the leader, standbys and the store run alike.
 */
public final class LeaseTable {
    /** How many superseded incarnations of one name are remembered beside the one that has it. */
    static final int SUPERSEDED_REMEMBERED = 8;

    /** How many incarnations that were evicted are remembered, the newest. */
    public static final int EVICTED_REMEMBERED = 1_000;

    static final RangeMap<Lease> NOTHING = RangeMap.of(Lease.NONE);

    private final ServiceName service;
    private final long lsn;
    private final RangeMap<LeaseEntry> entries;
    private final NavigableMap<OwnerRef, OwnerEntry> owners;

    /** {@link #entries} by holder; who holds nothing is not in it. */
    private final SortedMap<OwnerRef, RangeMap<Lease>> held;

    private final Barred barred;

    /**
     * @param lsn the LSN of the record applied last; its history's start before the first
     * @param entries what is committed of every key
     * @param owners every incarnation that has its name, holds a range, or is superseded while its
     *     successor is here
     * @param cordons at most {@link Cordon#MOST}
     * @param evicted see {@link #evicted()}; at most {@link #EVICTED_REMEMBERED}
     */
    public LeaseTable(
            ServiceName service,
            long lsn,
            RangeMap<LeaseEntry> entries,
            SortedMap<OwnerRef, OwnerEntry> owners,
            SortedSet<Cordon> cordons,
            SortedMap<OwnerRef, Long> evicted) {
        this(
                service,
                lsn,
                entries,
                new TreeMap<>(owners),
                byHolder(entries),
                new Barred(cordons, evicted));
    }

    /** Of a service where nobody is cordoned or was evicted. */
    public LeaseTable(
            ServiceName service,
            long lsn,
            RangeMap<LeaseEntry> entries,
            SortedMap<OwnerRef, OwnerEntry> owners) {
        this(service, lsn, entries, new TreeMap<>(owners), byHolder(entries), Barred.NOBODY);
    }

    /** Of maps that nobody changes any more. */
    LeaseTable(
            ServiceName service,
            long lsn,
            RangeMap<LeaseEntry> entries,
            NavigableMap<OwnerRef, OwnerEntry> owners,
            SortedMap<OwnerRef, RangeMap<Lease>> held,
            Barred barred) {
        this.service = service;
        this.lsn = lsn;
        this.entries = entries;
        this.owners = Collections.unmodifiableNavigableMap(owners);
        this.held = Collections.unmodifiableSortedMap(held);
        this.barred = barred;
    }

    private static SortedMap<OwnerRef, RangeMap<Lease>> byHolder(RangeMap<LeaseEntry> entries) {
        Map<OwnerRef, List<Piece<Lease>>> pieces = new TreeMap<>();
        for (Piece<LeaseEntry> piece : entries.pieces(entry -> !entry.isFree())) {
            OwnerRef holder = Objects.requireNonNull(piece.value().holder());
            pieces.computeIfAbsent(holder, ref -> new ArrayList<>())
                    .add(new Piece<>(piece.range(), piece.value().lease()));
        }
        SortedMap<OwnerRef, RangeMap<Lease>> held = new TreeMap<>();
        pieces.forEach((holder, leases) -> held.put(holder, RangeMap.of(Lease.NONE, leases)));
        return held;
    }

    /**
     * The table of a service of which nothing is committed. Whatever may have been leased below
     * {@code start}, by an earlier history or before the service was removed, is a loss.
     */
    static LeaseTable empty(ServiceName service, long start) {
        return new LeaseTable(
                service,
                start,
                RangeMap.of(
                        start == 0
                                ? LeaseEntry.NEVER_LEASED
                                : new LeaseEntry(null, 0, start, causeOf(start))),
                new TreeMap<>());
    }

    private static LossCause causeOf(long start) {
        boolean isOfHistory = start == History.start(History.of(start));
        return isOfHistory ? LossCause.RESTORED : LossCause.UNKNOWN;
    }

    /**
     * The table that a new history begins with: nobody is known or holds anything, and the loss of
     * every range is signalled, also of those that were first leased after this table. Cordons and
     * evictions are kept, for they are what administrators wanted.
     */
    LeaseTable restoredAs(long history) {
        long start = History.start(history);
        return new LeaseTable(
                service,
                start,
                entries.map(
                        entry -> new LeaseEntry(null, entry.number(), start, LossCause.RESTORED)),
                new TreeMap<>(),
                new TreeMap<>(),
                barred);
    }

    public ServiceName service() {
        return service;
    }

    public long lsn() {
        return lsn;
    }

    /** What is committed of every key. */
    public RangeMap<LeaseEntry> entries() {
        return entries;
    }

    /** Every incarnation that is known; see the constructor. */
    public SortedMap<OwnerRef, OwnerEntry> owners() {
        return owners;
    }

    /** Whom administrators keep from the ranges. */
    public SortedSet<Cordon> cordons() {
        return barred.cordons();
    }

    /**
     * The incarnations that administrators evicted and that never join again, and the LSN of the
     * record that says so.
     */
    public SortedMap<OwnerRef, Long> evicted() {
        return barred.evicted();
    }

    public boolean isEvicted(OwnerRef owner) {
        return evicted().containsKey(owner);
    }

    Barred barred() {
        return barred;
    }

    /** Whether a cordon covers an owner with this id, at this address. */
    public boolean isCordoned(OwnerId id, OwnerAddress address) {
        return barred.cordoned(id, address);
    }

    /** Whether something may be planned for it: it is active, and no cordon covers it. */
    public boolean isAvailable(OwnerRef owner) {
        OwnerEntry entry = owners.get(owner);
        return entry != null
                && entry.state() == OwnerState.ACTIVE
                && !isCordoned(owner.id(), entry.address());
    }

    /** What each incarnation holds that holds anything; {@link Lease#NONE} elsewhere. */
    public SortedMap<OwnerRef, RangeMap<Lease>> held() {
        return held;
    }

    /** What {@code owner} holds; {@link Lease#NONE} elsewhere. The same object until it changes. */
    public RangeMap<Lease> heldBy(OwnerRef owner) {
        return held.getOrDefault(owner, NOTHING);
    }

    public boolean holdsAnything(OwnerRef owner) {
        return held.containsKey(owner);
    }

    /** All incarnations of one name that are known. */
    public SortedMap<OwnerRef, OwnerEntry> incarnations(OwnerId id) {
        return incarnations(owners, id);
    }

    /** From the first to the last, for their numbers are compared as unsigned ones. */
    static SortedMap<OwnerRef, OwnerEntry> incarnations(
            NavigableMap<OwnerRef, OwnerEntry> owners, OwnerId id) {
        return owners.subMap(new OwnerRef(id, 0), true, new OwnerRef(id, -1), true);
    }

    /** The incarnation that has the name now, if any. */
    public Optional<OwnerRef> current(OwnerId id) {
        return incarnations(id).entrySet().stream()
                .filter(entry -> entry.getValue().state() != OwnerState.SUPERSEDED)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    public boolean isIn(OwnerRef owner, OwnerState state) {
        OwnerEntry entry = owners.get(owner);
        return entry != null && entry.state() == state;
    }

    /**
     * The table after the record. Costs its changes, and a copy of what is flat.
     *
     * @throws io.centrifuge.core.InvariantViolation if the record contradicts this table
     */
    LeaseTable apply(TableRecord record) {
        check(
                record.follows() == lsn,
                "record follows LSN %d, table %s is at %d",
                record.follows(),
                service,
                lsn);
        TableEdit edit = new TableEdit(this, record.lsn());
        record.changes().forEach(edit::apply);
        return edit.finish();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LeaseTable that
                && service.equals(that.service)
                && lsn == that.lsn
                && entries.equals(that.entries)
                && owners.equals(that.owners)
                && cordons().equals(that.cordons())
                && evicted().equals(that.evicted());
    }

    @Override
    public int hashCode() {
        return Objects.hash(service, lsn, entries, owners, cordons(), evicted());
    }

    @Override
    public String toString() {
        return "%s at %d: %s, %s, cordons %s, evicted %s"
                .formatted(service, lsn, entries, owners, cordons(), evicted());
    }
}
