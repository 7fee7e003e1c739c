package io.centrifuge.core.state;

import static io.centrifuge.core.InvariantViolation.check;

import io.centrifuge.KeyRange;
import io.centrifuge.LossCause;
import io.centrifuge.OwnerId;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A lease table in the course of one record. What the record changes waits, for each change that
 * is put into a flat map copies it: it is put in at the end, or before a change of the same keys.
 * One thread.
 */
final class TableEdit {
    private final LeaseTable before;
    private final long lsn;
    private final NavigableMap<OwnerRef, OwnerEntry> owners;
    private final SortedMap<OwnerRef, RangeMap<Lease>> held;
    private Barred barred;
    private RangeMap<LeaseEntry> entries;

    /** Not yet in {@link #entries}; no two overlap. */
    private final NavigableMap<Long, Piece<LeaseEntry>> pending =
            new TreeMap<>(Long::compareUnsigned);

    /** Not yet in {@link #held}. */
    private final Map<OwnerRef, List<Piece<Lease>>> pendingHeld = new TreeMap<>();

    TableEdit(LeaseTable before, long lsn) {
        this.before = before;
        this.lsn = lsn;
        this.owners = new TreeMap<>(before.owners());
        this.held = new TreeMap<>(before.held());
        this.barred = before.barred();
        this.entries = before.entries();
    }

    LeaseTable finish() {
        putIn();
        return new LeaseTable(before.service(), lsn, entries, owners, held, barred);
    }

    void apply(TableChange change) {
        switch (change) {
            case TableChange.Joined joined -> join(joined);
            case TableChange.Drained drained -> put(drained.owner(), OwnerState.DRAINING);
            case TableChange.Undrained undrained -> put(undrained.owner(), OwnerState.ACTIVE);
            case TableChange.Cordoned cordoned -> cordon(cordoned.cordon());
            case TableChange.Uncordoned lifted -> lift(lifted.cordon());
            case TableChange.Evicted evicted -> evict(evicted.owner());
            case TableChange.Left left -> leave(left.owner());
            case TableChange.Freed freed -> {
                requireHeld(freed.range(), freed.holder(), freed.number());
                LossCause cut = lossBy(freed.cause());
                set(freed.range(), freed.holder(), new LeaseEntry(null, freed.number(), lsn, cut));
            }
            case TableChange.Granted granted -> {
                LossCause cut = cutOf(requireFree(granted.range()));
                requireCurrent(granted.owner());
                set(granted.range(), null, new LeaseEntry(granted.owner(), lsn, lsn, cut));
            }
            case TableChange.Transferred moved -> transfer(moved);
            case TableChange.Merged merged -> {
                requireAllHeld(merged.range(), merged.holder());
                LossCause cut = LossCause.MERGED;
                set(merged.range(), null, new LeaseEntry(merged.holder(), lsn, lsn, cut));
            }
            case TableChange.Removed removed ->
                check(false, "%s is removed among other changes", before.service());
        }
    }

    private void join(TableChange.Joined joined) {
        check(!owners.containsKey(joined.owner()), "%s joins twice", joined.owner());
        check(!barred.evicted().containsKey(joined.owner()), "%s was evicted", joined.owner());
        OwnerId id = joined.owner().id();
        incarnations(id).replaceAll((ref, entry) -> entry.with(OwnerState.SUPERSEDED));
        owners.put(joined.owner(), new OwnerEntry(joined.address(), OwnerState.ACTIVE, lsn));
        forgetSuperseded(id, LeaseTable.SUPERSEDED_REMEMBERED);
    }

    private void put(OwnerRef owner, OwnerState state) {
        requireCurrent(owner);
        owners.computeIfPresent(owner, (ref, entry) -> entry.with(state));
    }

    private void cordon(Cordon cordon) {
        check(barred.cordons().size() < Cordon.MOST, "%s is one cordon too many", cordon);
        check(!barred.cordons().contains(cordon), "%s is cordoned twice", cordon);
        barred = barred.with(cordon);
    }

    private void lift(Cordon cordon) {
        check(barred.cordons().contains(cordon), "%s is not cordoned", cordon);
        barred = barred.without(cordon);
    }

    /** Superseded, but by nobody: what it holds waits for its release, or for the leader's term. */
    private void evict(OwnerRef owner) {
        put(owner, OwnerState.SUPERSEDED);
        barred = barred.evicting(owner, lsn);
    }

    private void leave(OwnerRef owner) {
        check(owners.containsKey(owner), "%s leaves and is not here", owner);
        check(!holdsAnything(owner), "%s leaves and holds a lease", owner);
        owners.remove(owner);
        boolean nameIsFree = incarnations(owner.id()).values().stream()
                .allMatch(other -> other.state() == OwnerState.SUPERSEDED);
        forgetSuperseded(owner.id(), nameIsFree ? 0 : LeaseTable.SUPERSEDED_REMEMBERED);
    }

    /**
     * Keeps the newest {@code keep} superseded incarnations of the name, and those that hold
     * something.
     */
    private void forgetSuperseded(OwnerId id, int keep) {
        List<OwnerRef> superseded = incarnations(id).entrySet().stream()
                .filter(entry -> entry.getValue().state() == OwnerState.SUPERSEDED)
                .sorted(Collections.reverseOrder(
                        Map.Entry.comparingByValue(Comparator.comparingLong(OwnerEntry::joinedAt))))
                .map(Map.Entry::getKey)
                .toList();
        superseded.stream().skip(keep).filter(ref -> !holdsAnything(ref)).forEach(owners::remove);
    }

    private SortedMap<OwnerRef, OwnerEntry> incarnations(OwnerId id) {
        return LeaseTable.incarnations(owners, id);
    }

    private boolean holdsAnything(OwnerRef owner) {
        putInHeld(owner, pendingHeld.remove(owner));
        return held.containsKey(owner);
    }

    private void transfer(TableChange.Transferred moved) {
        requireCurrent(moved.successor());
        for (Piece<LeaseEntry> piece : requireHeld(moved.range(), moved.holder(), moved.number())) {
            LeaseEntry before = piece.value();
            LeaseEntry after =
                    new LeaseEntry(moved.successor(), lsn, before.stateSince(), before.cut());
            set(piece.range(), moved.holder(), after);
        }
    }

    /**
     * @param from who held all of it, and may hold it no more; null for nobody
     */
    private void set(KeyRange range, @Nullable OwnerRef from, LeaseEntry entry) {
        pending.put(range.start(), new Piece<>(range, entry));
        if (from != null && !from.equals(entry.holder())) {
            hold(from, range, Lease.NONE);
        }
        if (entry.holder() != null) {
            hold(entry.holder(), range, entry.lease());
        }
    }

    private void hold(OwnerRef owner, KeyRange range, Lease lease) {
        pendingHeld.computeIfAbsent(owner, ref -> new ArrayList<>()).add(new Piece<>(range, lease));
    }

    private void putIn() {
        entries = entries.overlay(pending.values());
        pending.clear();
        pendingHeld.forEach(this::putInHeld);
        pendingHeld.clear();
    }

    private void putInHeld(OwnerRef owner, @Nullable List<Piece<Lease>> changes) {
        if (changes == null) {
            return;
        }
        RangeMap<Lease> leases = held.getOrDefault(owner, LeaseTable.NOTHING).overlay(changes);
        if (leases.any(Lease::isHeld)) {
            held.put(owner, leases);
        } else {
            held.remove(owner);
        }
    }

    private List<Piece<LeaseEntry>> piecesOf(KeyRange range) {
        Map.Entry<Long, Piece<LeaseEntry>> last = pending.floorEntry(range.last());
        if (last != null && last.getValue().range().intersects(range)) {
            putIn();
        }
        return entries.pieces(range);
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

    private List<Piece<LeaseEntry>> requireFree(KeyRange range) {
        List<Piece<LeaseEntry>> pieces = requireGrowth(range);
        pieces.forEach(piece -> check(piece.value().isFree(), "%s is held", piece));
        return pieces;
    }

    private static LossCause lossBy(TableChange.Cause cause) {
        return switch (cause) {
            case RELEASED -> LossCause.RELEASED;
            case EXPIRED -> LossCause.EXPIRED;
        };
    }

    /** Of all that become one; what was never leased had nothing to lose. */
    private static LossCause cutOf(List<Piece<LeaseEntry>> free) {
        Set<LossCause> causes = EnumSet.noneOf(LossCause.class);
        for (Piece<LeaseEntry> piece : free) {
            if (!piece.value().equals(LeaseEntry.NEVER_LEASED)) {
                causes.add(piece.value().cut());
            }
        }
        return causes.size() == 1 ? causes.iterator().next() : LossCause.UNKNOWN;
    }

    /** A lease number that doesn't grow halts. */
    private List<Piece<LeaseEntry>> requireGrowth(KeyRange range) {
        List<Piece<LeaseEntry>> pieces = piecesOf(range);
        pieces.forEach(piece ->
                check(piece.value().number() < lsn, "number %d doesn't grow at %s", lsn, piece));
        return pieces;
    }

    private void requireCurrent(OwnerRef owner) {
        OwnerEntry entry = owners.get(owner);
        check(
                entry != null && entry.state() != OwnerState.SUPERSEDED,
                "%s doesn't have its name",
                owner);
    }
}
