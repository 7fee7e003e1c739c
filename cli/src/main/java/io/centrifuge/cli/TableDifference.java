package io.centrifuge.cli;

import io.centrifuge.KeyRange;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;

import java.util.List;
import java.util.Optional;

/**
 * What became of one range from one table to a later one.
 *
 * @param before differs from {@code after}
 * @param unownedNanos for how long nobody had it meanwhile; 0 if somebody always had, if nobody has
 *     it yet, or if it isn't known since when
 */
record TableDifference(KeyRange range, LeaseEntry before, LeaseEntry after, long unownedNanos) {
    private record Step(LeaseEntry before, LeaseEntry after) {}

    private record Timed(Step step, long unownedNanos) {}

    /** In ascending order. */
    static List<TableDifference> between(
            RangeMap<LeaseEntry> older, RangeMap<LeaseEntry> newer, RangeMap<Long> unownedNanos) {
        return older
                .zip(newer, Step::new)
                .zip(unownedNanos, Timed::new)
                .pieces(timed -> !timed.step().before().equals(timed.step().after()))
                .stream()
                .map(piece -> new TableDifference(
                        piece.range(),
                        piece.value().step().before(),
                        piece.value().step().after(),
                        piece.value().unownedNanos()))
                .toList();
    }

    boolean loss() {
        return before.lostBy(after);
    }

    /** Who had it, if somebody did. */
    Optional<OwnerRef> from() {
        return before.heldBy();
    }

    /** Who has it now, if somebody does. */
    Optional<OwnerRef> to() {
        return after.heldBy();
    }

    /** The share of the key space, from 0 to 1. */
    double share() {
        return Format.share(range);
    }
}
