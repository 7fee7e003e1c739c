package io.centrifuge.core.manager;

import io.centrifuge.core.key.KeyRange;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.table.LeaseEntry;
import io.centrifuge.core.table.LeaseTable;
import io.centrifuge.core.table.OwnerEntry;
import io.centrifuge.core.table.OwnerId;
import io.centrifuge.core.table.OwnerRef;
import io.centrifuge.core.table.OwnerState;
import io.centrifuge.core.table.TableChange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the next record of a service should change: a pure function from what is committed, what is
 * withheld, who is there and what is planned. It looks only at what is so now, never at how it came
 * about, so that a change of mind needs no undoing.
 *
 * @param mayGrant whether what is free may be granted; it may not while leases of a lost history
 *     may still run
 */
record Decision(
        LeaseTable table,
        RangeMap<Withheld> withheld,
        Assignment assignment,
        SortedMap<OwnerRef, Session> sessions,
        Set<OwnerId> drains,
        boolean mayGrant) {

    /** A held range of which the holder surely holds nothing any more. */
    private record Freeable(OwnerRef holder, Withheld withheld) {}

    /**
     * The changes of the next record, in order; empty if all is as it should be. Ranges that come
     * free are a record of their own, granted only by a later one; and nothing is granted in the
     * record that changes who is here, for the plan is not made for that.
     */
    List<TableChange> changes() {
        List<TableChange> changes = new ArrayList<>(frees());
        int before = changes.size();
        List<Session> joining = joining();
        joining.forEach(
                session -> changes.add(new TableChange.Joined(session.owner, session.address())));
        drains.forEach(id -> table.bearer(id)
                .filter(ref -> table.isIn(ref, OwnerState.ACTIVE))
                .filter(ref ->
                        joining.stream().noneMatch(other -> other.owner.id().equals(id)))
                .ifPresent(ref -> changes.add(new TableChange.Drained(ref))));
        changes.addAll(departures(joining));
        if (changes.size() == before && mayGrant) {
            changes.addAll(grants());
        }
        return changes.isEmpty() ? merges() : changes;
    }

    /** Live incarnations that the table doesn't know yet. */
    private List<Session> joining() {
        return sessions.values().stream()
                .filter(Session::isLive)
                .filter(session -> !table.owners().containsKey(session.owner))
                .toList();
    }

    /**
     * Who is gone and holds nothing. A change of who has a name may make the table forget its
     * superseded incarnations: they leave one at a time, and not when another takes the name.
     */
    private List<TableChange> departures(List<Session> joining) {
        Set<OwnerId> changing = new TreeSet<>();
        joining.forEach(session -> changing.add(session.owner.id()));
        List<TableChange> changes = new ArrayList<>();
        table.owners().forEach((ref, entry) -> {
            if (isGone(ref, entry)
                    && !holdsForSure(ref)
                    && (entry.state() != OwnerState.SUPERSEDED || changing.add(ref.id()))) {
                changes.add(new TableChange.Left(ref));
            }
        });
        return changes;
    }

    private List<TableChange> frees() {
        List<TableChange> changes = new ArrayList<>();
        RangeMap<Optional<Freeable>> freeable = table.entries().zip(withheld, (entry, why) -> {
            OwnerRef holder = entry.holder();
            return holder != null && why.isFreeable()
                    ? Optional.of(new Freeable(holder, why))
                    : Optional.<Freeable>empty();
        });
        freeable.pieces(Optional::isPresent)
                .forEach(piece ->
                        changes.addAll(free(piece.range(), piece.value().orElseThrow())));
        return changes;
    }

    /**
     * "State since" is kept only for the successor that the release named, if it is still the
     * planned one.
     */
    private List<TableChange> free(KeyRange range, Freeable freeable) {
        OwnerRef holder = freeable.holder();
        long number = freeable.withheld().number();
        OwnerRef successor = freeable.withheld().successor();
        if (freeable.withheld().is(Withheld.Why.TRANSFERRED)
                && successor != null
                && mayBeGranted(successor)) {
            List<TableChange> changes = new ArrayList<>();
            for (Piece<Optional<OwnerRef>> piece : assignment.targets().pieces(range)) {
                changes.add(
                        piece.value().equals(Optional.of(successor))
                                ? new TableChange.Transferred(
                                        piece.range(), holder, number, successor)
                                : new TableChange.Freed(
                                        piece.range(), holder, number, TableChange.Cause.RELEASED));
            }
            return changes;
        }
        TableChange.Cause cause = freeable.withheld().is(Withheld.Why.EXPIRED)
                ? TableChange.Cause.EXPIRED
                : TableChange.Cause.RELEASED;
        return List.of(new TableChange.Freed(range, holder, number, cause));
    }

    private List<TableChange> grants() {
        RangeMap<Optional<OwnerRef>> grants = table.entries()
                .zip(
                        assignment.targets(),
                        (entry, target) -> entry.isFree() ? target : Optional.empty());
        Predicate<Optional<OwnerRef>> grantable =
                target -> target.filter(this::mayBeGranted).isPresent();
        List<TableChange> changes = new ArrayList<>();
        for (Piece<Optional<OwnerRef>> piece : grants.pieces(grantable)) {
            changes.add(new TableChange.Granted(piece.range(), piece.value().orElseThrow()));
        }
        return changes;
    }

    /**
     * Announced merges, oldest numbers first, until the table's pieces are within their bound: of a
     * planned range whose pieces all belong to the planned owner but differ in history.
     */
    private List<TableChange> merges() {
        int excess = table.entries().size() - assignment.mostPieces();
        if (excess <= 0) {
            return List.of();
        }
        List<Piece<LeaseEntry>> candidates = new ArrayList<>();
        for (Piece<Optional<OwnerRef>> planned : assignment.targets().pieces()) {
            planned.value()
                    .filter(target -> isAllWith(planned.range(), target))
                    .ifPresent(target -> {
                        List<Piece<LeaseEntry>> parts = table.entries().pieces(planned.range());
                        if (parts.size() > 1) {
                            candidates.add(new Piece<>(planned.range(), newest(parts)));
                        }
                    });
        }
        candidates.sort(Comparator.comparingLong(piece -> piece.value().number()));
        List<TableChange> changes = new ArrayList<>();
        for (Piece<LeaseEntry> candidate : candidates) {
            if (excess <= 0) {
                break;
            }
            excess -= table.entries().pieces(candidate.range()).size() - 1;
            changes.add(new TableChange.Merged(
                    candidate.range(), Objects.requireNonNull(candidate.value().holder())));
        }
        return changes;
    }

    private static LeaseEntry newest(List<Piece<LeaseEntry>> parts) {
        return parts.stream()
                .map(Piece::value)
                .max(Comparator.comparingLong(LeaseEntry::number))
                .orElseThrow();
    }

    private boolean isAllWith(KeyRange range, OwnerRef target) {
        return mayBeGranted(target)
                && table.entries().pieces(range).stream()
                        .allMatch(part -> part.value().isHeldBy(target))
                && withheld.pieces(range).stream()
                        .allMatch(part -> part.value().is(Withheld.Why.NOT));
    }

    private boolean mayBeGranted(OwnerRef owner) {
        Session session = sessions.get(owner);
        return session != null && session.isLive() && !table.isIn(owner, OwnerState.SUPERSEDED);
    }

    private boolean isGone(OwnerRef ref, OwnerEntry entry) {
        if (entry.state() == OwnerState.SUPERSEDED) {
            return table.bearer(ref.id()).isEmpty();
        }
        Session session = sessions.get(ref);
        return session == null || session.isLeaving();
    }

    /** Whether it may hold something that the changes don't free. */
    private boolean holdsForSure(OwnerRef owner) {
        return table.entries()
                .zip(withheld, (entry, why) -> entry.isHeldBy(owner) && !why.isFreeable())
                .any(is -> is);
    }
}
