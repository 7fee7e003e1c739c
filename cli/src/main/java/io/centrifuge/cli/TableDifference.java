package io.centrifuge.cli;

import io.centrifuge.KeyRange;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;

import java.util.List;

/**
 * What became of one range from one table to the next.
 *
 * @param before differs from {@code after}
 */
record TableDifference(KeyRange range, LeaseEntry before, LeaseEntry after) {
    private record Step(LeaseEntry before, LeaseEntry after) {}

    /** In ascending order. */
    static List<TableDifference> between(RangeMap<LeaseEntry> older, RangeMap<LeaseEntry> newer) {
        return older
                .zip(newer, Step::new)
                .pieces(step -> !step.before().equals(step.after()))
                .stream()
                .map(piece -> new TableDifference(
                        piece.range(), piece.value().before(), piece.value().after()))
                .toList();
    }

    boolean loss() {
        return before.lostBy(after);
    }
}
