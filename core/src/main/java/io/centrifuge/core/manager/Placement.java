package io.centrifuge.core.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.placement.HashRing;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who should own each range of one service: the partitioner's plan over the owners that the lease
 * table knows. One thread.
 */
final class Placement {
    private static final int PIECES_PER_RANGE = 4;

    private final JoinWait joinWait;
    private HashRing ring;

    /** Who joined and is not planned for yet, and when the first and the last of them did. */
    private final SortedSet<OwnerId> waiting = new TreeSet<>();

    /** Who is kept out. */
    private Set<OwnerId> keptOut = Set.of();

    private long firstJoinAt;
    private long lastJoinAt;

    /** Who is planned for, and which incarnation has the name. */
    private SortedMap<OwnerId, Optional<OwnerRef>> planned = new TreeMap<>();

    private RangeMap<Optional<OwnerRef>> targets = RangeMap.of(Optional.empty());

    Placement(LeaseTable table, int virtualNodes, JoinWait joinWait) {
        this.joinWait = joinWait;
        this.ring = HashRing.empty(virtualNodes);
        var unused = plan(chosen(table, Set.of()));
    }

    /** The table has a new owner, which waits to be planned for unless its name is planned for. */
    void joined(OwnerId owner, ClockReading now) {
        if (!planned.containsKey(owner)) {
            firstJoinAt = waiting.isEmpty() ? now.monotonic() : firstJoinAt;
            lastJoinAt = now.monotonic();
            waiting.add(owner);
        }
    }

    /** Monotonic nanoseconds at which those that wait are planned for, if any do. */
    OptionalLong wakeAt() {
        if (waiting.isEmpty()) {
            return OptionalLong.empty();
        }
        long longest = firstJoinAt + joinWait.longestNanos();
        long quiet = lastJoinAt + joinWait.quietNanos();
        return OptionalLong.of(longest - quiet < 0 ? longest : quiet);
    }

    boolean isDue(ClockReading now) {
        OptionalLong at = wakeAt();
        return at.isPresent() && now.monotonic() - at.getAsLong() >= 0;
    }

    /** Of every key, the incarnation that should hold it; empty where there is no owner. */
    RangeMap<Optional<OwnerRef>> targets() {
        return targets;
    }

    /** How many pieces the lease table may have before some are merged. */
    int mostPieces() {
        return PIECES_PER_RANGE * Math.max(1, ring.ranges());
    }

    /** Without whom the plan was made. */
    Set<OwnerId> keptOut() {
        return keptOut;
    }

    /** For whom something is planned. */
    List<OwnerRef> plannedOwners() {
        return planned.values().stream().flatMap(Optional::stream).toList();
    }

    /** The ranges that are planned for the incarnation, in ascending order. */
    List<KeyRange> plannedFor(OwnerRef owner) {
        if (!planned.getOrDefault(owner.id(), Optional.empty()).equals(Optional.of(owner))) {
            return List.of();
        }
        SortedSet<Integer> pieces = new TreeSet<>();
        addIfPlanned(owner, 0, pieces); // up to the first point of all, the last node's
        for (long point : ring.pointsOf(owner.id())) {
            addIfPlanned(owner, targets.indexOf(point), pieces);
        }
        List<KeyRange> ranges = new ArrayList<>();
        pieces.forEach(piece -> ranges.add(targets.range(piece)));
        return ranges;
    }

    private void addIfPlanned(OwnerRef owner, int piece, SortedSet<Integer> pieces) {
        if (targets.value(piece).filter(owner::equals).isPresent()) {
            pieces.add(piece);
        }
    }

    /**
     * Plans for the owners that the table has now, but for those that are kept out and those that
     * wait. They wait no more when it is time, or when nobody else is left of those that were
     * planned for.
     *
     * @param retiring who wants nothing new
     * @return what is another than before
     */
    Change replan(
            LeaseTable table, Set<OwnerId> nowKeptOut, Set<OwnerRef> retiring, ClockReading now) {
        if (isDue(now)) {
            waiting.clear();
        }
        keptOut = nowKeptOut;
        SortedMap<OwnerId, Optional<OwnerRef>> chosen = chosen(table, retiring);
        if (chosen.isEmpty() && !planned.isEmpty()) {
            waiting.clear();
            chosen = chosen(table, retiring);
        }
        return plan(chosen);
    }

    /**
     * How one plan differs from the last.
     *
     * @param ranges how many are planned for another incarnation
     * @param concerned whose planned ranges are others
     */
    record Change(int ranges, SortedSet<OwnerRef> concerned, int owners, int came, int went) {
        static final Change NONE = new Change(0, new TreeSet<>(), 0, 0, 0);
    }

    private record Move(Optional<OwnerRef> from, Optional<OwnerRef> to) {}

    private Change plan(SortedMap<OwnerId, Optional<OwnerRef>> chosen) {
        if (chosen.equals(planned)) {
            return Change.NONE;
        }
        SortedSet<OwnerId> leavers = new TreeSet<>(planned.keySet());
        leavers.removeAll(chosen.keySet());
        SortedSet<OwnerId> joiners = new TreeSet<>(chosen.keySet());
        joiners.removeAll(planned.keySet());
        boolean isFirst = planned.isEmpty();
        ring = ring.without(leavers).with(joiners);
        // One object says the same before and after, for the two plans are compared.
        chosen.replaceAll((id, ref) -> ref.equals(planned.get(id)) ? planned.get(id) : ref);
        planned = chosen;
        RangeMap<Optional<OwnerRef>> before = targets;
        targets = ring.isEmpty()
                ? RangeMap.of(Optional.empty())
                : ring.map(id -> chosen.getOrDefault(id, Optional.empty()));
        if (isFirst) { // all of it is new, so there is nothing to compare
            return new Change(
                    targets.size(),
                    new TreeSet<>(plannedOwners()),
                    planned.size(),
                    joiners.size(),
                    0);
        }
        List<Piece<Move>> moves =
                before.zip(targets, Move::new).pieces(move -> !move.from().equals(move.to()));
        SortedSet<OwnerRef> concerned = new TreeSet<>();
        for (Piece<Move> move : moves) {
            move.value().from().ifPresent(concerned::add);
            move.value().to().ifPresent(concerned::add);
        }
        return new Change(moves.size(), concerned, planned.size(), joiners.size(), leavers.size());
    }

    /**
     * Owners that drain count only while nobody else is there: somebody must answer, and a drain of
     * the last owner waits for the next to join. Of them those that retire don't count, as those
     * that are cordoned never do.
     */
    private SortedMap<OwnerId, Optional<OwnerRef>> chosen(
            LeaseTable table, Set<OwnerRef> retiring) {
        SortedMap<OwnerId, Optional<OwnerRef>> active = withTheirNames(table, OwnerState.ACTIVE);
        if (!active.isEmpty()) {
            return active;
        }
        SortedMap<OwnerId, Optional<OwnerRef>> draining =
                withTheirNames(table, OwnerState.DRAINING);
        draining.values().removeIf(owner -> owner.filter(retiring::contains).isPresent());
        return draining;
    }

    private SortedMap<OwnerId, Optional<OwnerRef>> withTheirNames(
            LeaseTable table, OwnerState state) {
        SortedMap<OwnerId, Optional<OwnerRef>> found = new TreeMap<>();
        table.owners().forEach((ref, entry) -> {
            if (entry.state() == state
                    && !table.isCordoned(ref.id(), entry.address())
                    && !waiting.contains(ref.id())
                    && !keptOut.contains(ref.id())) {
                found.put(ref.id(), Optional.of(ref));
            }
        });
        return found;
    }
}
