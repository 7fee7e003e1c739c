package io.centrifuge.core.table;

import static io.centrifuge.core.InvariantViolation.check;

import io.centrifuge.core.key.KeyRange;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who may own each range of one service, as committed. Immutable; changes only by {@link #apply},
 * which the leader, standbys and the store run alike.
 *
 * @param lsn the LSN of the record applied last; its history's start before the first
 * @param entries what is committed of every key
 * @param owners every incarnation that has its name, holds a range, or is superseded while its
 *     successor is here
 */
public record LeaseTable(
        ServiceName service,
        long lsn,
        RangeMap<LeaseEntry> entries,
        SortedMap<OwnerRef, OwnerEntry> owners) {

    /** How many superseded incarnations of one name are remembered beside the one that has it. */
    static final int SUPERSEDED_REMEMBERED = 8;

    public LeaseTable {
        owners = Collections.unmodifiableSortedMap(new TreeMap<>(owners));
    }

    /**
     * The table of a service of which nothing is committed yet in this history. Whatever an earlier
     * history, lost with the record of it, may have leased is a loss.
     */
    static LeaseTable empty(ServiceName service, long history) {
        long start = History.start(history);
        return new LeaseTable(
                service, start, RangeMap.of(new LeaseEntry(null, 0, start)), new TreeMap<>());
    }

    /**
     * The table that a new history begins with: nobody is known or holds anything, and the loss of
     * every range is signalled, also of those that were first leased after this table.
     */
    LeaseTable restoredAs(long history) {
        long start = History.start(history);
        return new LeaseTable(
                service,
                start,
                entries.map(entry -> new LeaseEntry(null, entry.number(), start)),
                new TreeMap<>());
    }

    /** The incarnation that has the name now, if any. */
    public Optional<OwnerRef> bearer(OwnerId id) {
        return owners.entrySet().stream()
                .filter(entry -> entry.getKey().id().equals(id))
                .filter(entry -> entry.getValue().state() != OwnerState.SUPERSEDED)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    public boolean isIn(OwnerRef owner, OwnerState state) {
        OwnerEntry entry = owners.get(owner);
        return entry != null && entry.state() == state;
    }

    public boolean holdsAnything(OwnerRef owner) {
        return entries.any(entry -> entry.isHeldBy(owner));
    }

    /**
     * The table after the record.
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
        Edit edit = new Edit(record.lsn());
        record.changes().forEach(edit::apply);
        return new LeaseTable(service, record.lsn(), edit.entries(), edit.owners);
    }

    /** The table in the course of one record. */
    private final class Edit {
        private final long lsn;
        private RangeMap<LeaseEntry> entries = LeaseTable.this.entries;
        private final List<Piece<LeaseEntry>> pending = new ArrayList<>();
        private final SortedMap<OwnerRef, OwnerEntry> owners =
                new TreeMap<>(LeaseTable.this.owners);

        Edit(long lsn) {
            this.lsn = lsn;
        }

        void apply(TableChange change) {
            switch (change) {
                case TableChange.Joined joined -> join(joined);
                case TableChange.Drained drained -> drain(drained.owner());
                case TableChange.Left left -> leave(left.owner());
                case TableChange.Freed freed -> {
                    requireHeld(freed.range(), freed.holder(), freed.number());
                    set(freed.range(), new LeaseEntry(null, freed.number(), lsn));
                }
                case TableChange.Granted granted -> {
                    requireFree(granted.range());
                    requireBearer(granted.owner());
                    set(granted.range(), new LeaseEntry(granted.owner(), lsn, lsn));
                }
                case TableChange.Transferred moved -> transfer(moved);
                case TableChange.Merged merged -> {
                    requireAllHeld(merged.range(), merged.holder());
                    set(merged.range(), new LeaseEntry(merged.holder(), lsn, lsn));
                }
            }
        }

        private void join(TableChange.Joined joined) {
            check(!owners.containsKey(joined.owner()), "%s joins twice", joined.owner());
            OwnerId id = joined.owner().id();
            owners.replaceAll((ref, entry) ->
                    ref.id().equals(id) ? entry.with(OwnerState.SUPERSEDED) : entry);
            owners.put(joined.owner(), new OwnerEntry(joined.address(), OwnerState.ACTIVE, lsn));
            forgetSuperseded(id, SUPERSEDED_REMEMBERED);
        }

        private void drain(OwnerRef owner) {
            requireBearer(owner);
            owners.computeIfPresent(owner, (ref, entry) -> entry.with(OwnerState.DRAINING));
        }

        private void leave(OwnerRef owner) {
            check(owners.containsKey(owner), "%s leaves and is not here", owner);
            check(
                    !entries().any(entry -> entry.isHeldBy(owner)),
                    "%s leaves and holds a lease",
                    owner);
            owners.remove(owner);
            boolean nameIsFree = owners.entrySet().stream()
                    .noneMatch(other -> other.getKey().id().equals(owner.id())
                            && other.getValue().state() != OwnerState.SUPERSEDED);
            forgetSuperseded(owner.id(), nameIsFree ? 0 : SUPERSEDED_REMEMBERED);
        }

        /**
         * Keeps the newest {@code keep} superseded incarnations of the name, and those that hold
         * something.
         */
        private void forgetSuperseded(OwnerId id, int keep) {
            List<OwnerRef> superseded = owners.entrySet().stream()
                    .filter(entry -> entry.getKey().id().equals(id))
                    .filter(entry -> entry.getValue().state() == OwnerState.SUPERSEDED)
                    .sorted(Collections.reverseOrder(Map.Entry.comparingByValue(
                            Comparator.comparingLong(OwnerEntry::joinedAt))))
                    .map(Map.Entry::getKey)
                    .toList();
            superseded.stream()
                    .skip(keep)
                    .filter(ref -> !entries().any(entry -> entry.isHeldBy(ref)))
                    .forEach(owners::remove);
        }

        private void transfer(TableChange.Transferred moved) {
            requireBearer(moved.successor());
            for (Piece<LeaseEntry> piece :
                    requireHeld(moved.range(), moved.holder(), moved.number())) {
                set(
                        piece.range(),
                        new LeaseEntry(moved.successor(), lsn, piece.value().stateSince()));
            }
        }

        private void set(KeyRange range, LeaseEntry entry) {
            pending.add(new Piece<>(range, entry));
        }

        /** What holds so far; changes are put into the map together, for each of them copies it. */
        private RangeMap<LeaseEntry> entries() {
            entries = entries.overlay(pending);
            pending.clear();
            return entries;
        }

        private List<Piece<LeaseEntry>> piecesOf(KeyRange range) {
            boolean changed = pending.stream().anyMatch(piece -> piece.range().intersects(range));
            return (changed ? entries() : entries).pieces(range);
        }

        private List<Piece<LeaseEntry>> requireHeld(KeyRange range, OwnerRef holder, long number) {
            List<Piece<LeaseEntry>> pieces = requireAllHeld(range, holder);
            pieces.forEach(piece -> check(
                    piece.value().number() == number,
                    "%s holds %s, not number %d",
                    holder,
                    piece,
                    number));
            return pieces;
        }

        private List<Piece<LeaseEntry>> requireAllHeld(KeyRange range, OwnerRef holder) {
            List<Piece<LeaseEntry>> pieces = requireGrowth(range);
            pieces.forEach(piece ->
                    check(piece.value().isHeldBy(holder), "%s doesn't hold %s", holder, piece));
            return pieces;
        }

        private void requireFree(KeyRange range) {
            requireGrowth(range)
                    .forEach(piece -> check(piece.value().isFree(), "%s is held", piece));
        }

        /** A lease number that doesn't grow halts. */
        private List<Piece<LeaseEntry>> requireGrowth(KeyRange range) {
            List<Piece<LeaseEntry>> pieces = piecesOf(range);
            pieces.forEach(piece -> check(
                    piece.value().number() < lsn, "number %d doesn't grow at %s", lsn, piece));
            return pieces;
        }

        private void requireBearer(OwnerRef owner) {
            OwnerEntry entry = owners.get(owner);
            check(
                    entry != null && entry.state() != OwnerState.SUPERSEDED,
                    "%s doesn't have its name",
                    owner);
        }
    }
}
