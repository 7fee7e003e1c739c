package io.centrifuge.simulation.check;

import io.centrifuge.KeyRange;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.lookup.LookupSnapshot;
import io.centrifuge.simulation.world.Observation;

/**
 * G2: where a lookup saw a holder and comes to another table, it has told of every key whose state
 * was cut in between, by the word of the records.
 */
final class NoSilentLoss implements Check {
    private final CommittedHistory history;

    NoSilentLoss(CommittedHistory history) {
        this.history = history;
    }

    @Override
    public void see(Observation observation) {
        if (!(observation instanceof Observation.LookedUp looked)) {
            return;
        }
        CommittedHistory.Moment now =
                history.at(looked.lookup().service(), looked.after().lsn());
        if (now == null) {
            return;
        }
        RangeMap<Boolean> told = RangeMap.of(
                false,
                looked.lost().stream().map(range -> new Piece<>(range, true)).toList());
        LookupSnapshot before = looked.before();
        for (KeyRange cut : now.cutSince(before.lsn())) {
            before.forEach(cut, (start, end, entry) -> {
                boolean isTold =
                        told.pieces(new KeyRange(start, end)).stream().allMatch(Piece::value);
                if (entry.holder() != null && !isTold) {
                    throw new Violation(
                            "G2 no silent loss",
                            "%s goes from %d to %d and doesn't tell of a loss between"
                                    .formatted(
                                            looked.lookup().name(),
                                            before.lsn(),
                                            looked.after().lsn()));
                }
            });
        }
    }
}
