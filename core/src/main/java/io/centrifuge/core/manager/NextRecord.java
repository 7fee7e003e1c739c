package io.centrifuge.core.manager;

import io.centrifuge.KeyRange;
import io.centrifuge.KeyRanges;
import io.centrifuge.OwnerId;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the next record of a service should change, as far as the {@link Agenda} says that something
 * may have to be: from what is committed, what is withheld, who is there and what is planned. It
 * looks only at what is so now, never at how it came about, so that a change of mind needs no
 * undoing. Made for one decision.
 */
final class NextRecord {
    /** So that applying it is quick everywhere, and others come between two records. */
    static final int MOST_CHANGES = 4096;

    private static final Comparator<TableChange> BY_KEY = Comparator.comparing(
            change -> change.changed().orElseThrow().start(), Long::compareUnsigned);

    private final LeaseTable table;
    private final Takings takings;
    private final Placement placement;
    private final Roster roster;
    private final Agenda agenda;

    NextRecord(
            LeaseTable table, Takings takings, Placement placement, Roster roster, Agenda agenda) {
        this.table = table;
        this.takings = takings;
        this.placement = placement;
        this.roster = roster;
        this.agenda = agenda;
    }

    /**
     * The changes, in order; empty if all is as it should be. Ranges that come free are a record of
     * their own, granted only by a later one; and nothing is granted in the record that changes who
     * is here, for the plan is not made for that.
     *
     * @param mayGrant whether what is free may be granted; it may not while leases of a lost
     *     history may still run
     */
    List<TableChange> changes(Orders orders, boolean mayGrant) {
        boolean isUnused = table.owners().isEmpty() && roster.owners().isEmpty();
        if (orders.removesService(isUnused)) {
            return List.of(new TableChange.Removed());
        }
        List<TableChange> changes = new ArrayList<>();
        List<TableChange> ofOwners = ofOwners(orders, changes);
        changes.addAll(ofOwners);
        if (ofOwners.isEmpty() && mayGrant) {
            changes.addAll(grants(MOST_CHANGES - changes.size()));
        }
        return changes.isEmpty() ? merges() : changes;
    }

    /** Who retires, joins, is ordered about and leaves; adds to {@code changes} what comes free. */
    private List<TableChange> ofOwners(Orders orders, List<TableChange> changes) {
        List<TableChange> frees = new ArrayList<>();
        List<TableChange> joins = new ArrayList<>();
        List<TableChange> drains = new ArrayList<>();
        SortedSet<OwnerId> changing = new TreeSet<>();
        List<OwnerRef> leaving = new ArrayList<>();
        for (OwnerRef owner : List.copyOf(agenda.owners())) {
            int room = MOST_CHANGES - frees.size() - joins.size() - drains.size() - leaving.size();
            if (room <= 0) {
                break;
            }
            List<TableChange> freed = freesOf(owner);
            boolean fits = freed.size() < room; // one more for its join or leave
            frees.addAll(fits ? freed : freed.subList(0, room));
            if (!fits) {
                break;
            }
            agenda.owners().remove(owner);
            if (isJoining(owner)) {
                joins.add(new TableChange.Joined(
                        owner, roster.find(owner).orElseThrow().address()));
                changing.add(owner.id());
            } else if (isGone(owner) && !holdsForSure(owner)) {
                leaving.add(owner);
            } else if (isToBeDrained(owner)) {
                drains.add(new TableChange.Drained(owner));
            }
        }
        frees.sort(BY_KEY);
        changes.addAll(frees);
        List<TableChange> ofOwners = new ArrayList<>(drains); // while they have their names
        ofOwners.addAll(joins);
        ofOwners.addAll(departures(leaving, changing));
        orders.changes(ref -> !changing.contains(ref.id()) && !leaving.contains(ref)).stream()
                .limit(MOST_CHANGES - frees.size() - ofOwners.size())
                .forEach(ofOwners::add);
        return ofOwners;
    }

    /** A live incarnation that the table doesn't know yet. */
    private boolean isJoining(OwnerRef owner) {
        return roster.isLive(owner) && !table.owners().containsKey(owner);
    }

    /**
     * A change of who has a name may make the table forget its superseded incarnations: they leave
     * one at a time, and not when another takes the name.
     */
    private List<TableChange> departures(List<OwnerRef> leaving, Set<OwnerId> changing) {
        List<TableChange> changes = new ArrayList<>();
        for (OwnerRef owner : leaving) {
            if (!table.isIn(owner, OwnerState.SUPERSEDED) || changing.add(owner.id())) {
                changes.add(new TableChange.Left(owner));
            } else {
                agenda.owners().add(owner);
            }
        }
        return changes;
    }

    private List<TableChange> freesOf(OwnerRef holder) {
        List<TableChange> changes = new ArrayList<>();
        for (Piece<Withheld> piece : takings.of(holder).pieces()) {
            if (piece.value() instanceof Withheld.Freeable freeable) {
                changes.add(free(holder, piece.range(), freeable));
            }
        }
        return changes;
    }

    /**
     * "State since" is kept only for the successor that the release named. It takes the range also
     * if another is planned by now, or if it is about to leave: from there the range is handed on
     * once more, and nothing is lost.
     */
    private TableChange free(OwnerRef holder, KeyRange range, Withheld.Freeable why) {
        return switch (why) {
            case Withheld.Transferred(long number, OwnerRef successor) ->
                roster.isLive(successor) && hasName(successor)
                        ? new TableChange.Transferred(range, holder, number, successor)
                        : released(range, holder, number);
            case Withheld.Released released -> released(range, holder, released.number());
            case Withheld.Expired expired ->
                new TableChange.Freed(range, holder, expired.number(), TableChange.Cause.EXPIRED);
        };
    }

    private static TableChange released(KeyRange range, OwnerRef holder, long number) {
        return new TableChange.Freed(range, holder, number, TableChange.Cause.RELEASED);
    }

    private List<TableChange> grants(int most) {
        List<TableChange> changes = new ArrayList<>();
        while (!agenda.unfilled().isEmpty() && changes.size() < most) {
            OwnerRef target = agenda.unfilled().getFirst();
            List<TableChange> grants = mayBeGranted(target) ? grantsTo(target) : List.of();
            int room = most - changes.size();
            if (grants.size() <= room) {
                agenda.unfilled().remove(target);
            }
            changes.addAll(grants.subList(0, Math.min(grants.size(), room)));
        }
        changes.sort(BY_KEY);
        return changes;
    }

    private List<TableChange> grantsTo(OwnerRef target) {
        List<TableChange> grants = new ArrayList<>();
        for (KeyRange planned : placement.plannedFor(target)) {
            for (KeyRange range : freeIn(planned)) {
                grants.add(new TableChange.Granted(range, target));
            }
        }
        return grants;
    }

    /** As the fewest ranges: what is free may have several pieces, which are granted as one. */
    private List<KeyRange> freeIn(KeyRange planned) {
        List<KeyRange> free = new ArrayList<>();
        for (Piece<LeaseEntry> piece : table.entries().pieces(planned)) {
            if (piece.value().isFree()) {
                free.add(piece.range());
            }
        }
        return KeyRanges.of(free).asList();
    }

    /**
     * Announced merges, oldest numbers first, until the table's pieces are within their bound: of a
     * planned range whose pieces all belong to the planned owner but differ in history.
     */
    private List<TableChange> merges() {
        int excess = table.entries().size() - placement.mostPieces();
        if (excess <= 0) {
            return List.of();
        }
        List<Piece<LeaseEntry>> candidates = new ArrayList<>();
        for (OwnerRef target : List.copyOf(agenda.unmerged())) {
            List<Piece<LeaseEntry>> mergeable = mergeableOf(target);
            if (mergeable.isEmpty()) {
                agenda.unmerged().remove(target);
            }
            candidates.addAll(mergeable);
        }
        candidates.sort(Comparator.comparingLong(
                        (Piece<LeaseEntry> piece) -> piece.value().number())
                .thenComparing(Piece.ASCENDING));
        List<TableChange> changes = new ArrayList<>();
        for (Piece<LeaseEntry> candidate : candidates) {
            if (excess <= 0 || changes.size() == MOST_CHANGES) {
                break;
            }
            excess -= table.entries().pieces(candidate.range()).size() - 1;
            candidate
                    .value()
                    .heldBy()
                    .ifPresent(holder ->
                            changes.add(new TableChange.Merged(candidate.range(), holder)));
        }
        return changes;
    }

    /** Each planned range that could be merged, with the newest entry in it. */
    private List<Piece<LeaseEntry>> mergeableOf(OwnerRef target) {
        List<Piece<LeaseEntry>> mergeable = new ArrayList<>();
        if (mayBeGranted(target)) {
            for (KeyRange planned : placement.plannedFor(target)) {
                List<Piece<LeaseEntry>> parts = table.entries().pieces(planned);
                if (parts.size() > 1 && isAllNamedTo(target, planned, parts)) {
                    mergeable.add(new Piece<>(planned, newest(parts)));
                }
            }
        }
        return mergeable;
    }

    private static LeaseEntry newest(List<Piece<LeaseEntry>> parts) {
        return parts.stream()
                .map(Piece::value)
                .max(Comparator.comparingLong(LeaseEntry::number))
                .orElseThrow();
    }

    private boolean isAllNamedTo(OwnerRef target, KeyRange planned, List<Piece<LeaseEntry>> parts) {
        return parts.stream().allMatch(part -> part.value().isHeldBy(target))
                && takings.of(target).pieces(planned).stream()
                        .allMatch(part -> part.value() instanceof Withheld.Named);
    }

    private boolean mayBeGranted(OwnerRef owner) {
        return roster.isTaking(owner) && !table.isIn(owner, OwnerState.SUPERSEDED);
    }

    private boolean hasName(OwnerRef owner) {
        return table.current(owner.id()).filter(owner::equals).isPresent();
    }

    private boolean isGone(OwnerRef owner) {
        OwnerEntry entry = table.owners().get(owner);
        if (entry == null) {
            return false;
        }
        if (entry.state() == OwnerState.SUPERSEDED) {
            return table.current(owner.id()).isEmpty();
        }
        return roster.find(owner).map(ManagerSession::isLeaving).orElse(true);
    }

    /** Whether it retires, and has what others are to take. */
    private boolean isToBeDrained(OwnerRef owner) {
        return table.isIn(owner, OwnerState.ACTIVE)
                && table.holdsAnything(owner)
                && roster.find(owner)
                        .filter(session -> session.isRetiring()
                                && session.isLive()
                                && !session.wasToldThatItMayLeave())
                        .isPresent();
    }

    /** Whether it may hold something that isn't freeable. */
    private boolean holdsForSure(OwnerRef owner) {
        RangeMap<Lease> held = table.heldBy(owner);
        return held.zip(
                        takings.of(owner),
                        (lease, why) -> lease.isHeld() && !(why instanceof Withheld.Freeable))
                .any(is -> is);
    }
}
