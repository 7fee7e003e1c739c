package io.centrifuge.simulation.check;

import io.centrifuge.ServiceName;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.simulation.world.Observation;
import io.centrifuge.simulation.world.World;

import org.jspecify.annotations.Nullable;

/**
 * G4: nothing that was committed is lost. Each state follows from the one before, and a manager
 * that has followed the log to its end has the store's state.
 */
final class CommittedRecords implements Check {
    private static final String NAME = "no committed record is lost";

    private final World world;
    private @Nullable CommittedState last;
    private long compared;

    CommittedRecords(World world) {
        this.world = world;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a state is replaced, never changed
    public void see(Observation observation) {
        switch (observation) {
            case Observation.Committed committed -> {
                if (last != null && committed.before() != last) {
                    throw new Violation(NAME, "the store forgot something");
                }
                last = committed.after();
            }
            case Observation.Restored restored -> last = restored.after();
            case Observation.CaughtUp caughtUp ->
                compare(caughtUp.manager().name(), caughtUp.manager().view().state());
            default -> {}
        }
    }

    /** In full now and then; by the numbers always. */
    private void compare(String name, CommittedState state) {
        CommittedState committed = world.store().state();
        boolean same = ++compared % 16 == 0
                ? state.equals(committed)
                : state.leader().equals(committed.leader()) && sameNumbers(state, committed);
        if (!same) {
            throw new Violation(NAME, name + " has another state than the store");
        }
    }

    private boolean sameNumbers(CommittedState state, CommittedState committed) {
        for (ServiceName service : committed.tables().keySet()) {
            if (state.table(service).lsn() != committed.table(service).lsn()) {
                return false;
            }
        }
        return true;
    }
}
