package io.centrifuge.simulation.check;

import io.centrifuge.core.lookup.LookupSnapshot;
import io.centrifuge.simulation.world.Observation;

/** Changes compose: a lookup's table is the one committed at its LSN, and never goes back. */
final class LookupTables implements Check {
    private final CommittedHistory history;

    LookupTables(CommittedHistory history) {
        this.history = history;
    }

    @Override
    public void see(Observation observation) {
        if (observation instanceof Observation.LookedUp looked) {
            LookupSnapshot after = looked.after();
            CommittedHistory.Moment committed = history.at(looked.lookup().service(), after.lsn());
            if (committed == null || !committed.had(after.entries())) {
                throw new Violation(
                        "changes compose to the table",
                        "%s shows a table of LSN %d that never was"
                                .formatted(looked.lookup().name(), after.lsn()));
            }
            if (after.lsn() < looked.before().lsn()) {
                throw new Violation(
                        "a lookup's table never goes back",
                        "%s goes from %d to %d"
                                .formatted(
                                        looked.lookup().name(),
                                        looked.before().lsn(),
                                        after.lsn()));
            }
        }
    }
}
