package io.centrifuge.simulation.check;

import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.simulation.world.Observation;
import io.centrifuge.simulation.world.OwnerProcess;
import io.centrifuge.simulation.world.World;

/**
 * An owner whose state outlives its leases, and that closes while all is well and another is there,
 * hands on all that it has: no record frees any of it, so nobody is told of a loss.
 */
final class PlannedEnds implements Check {
    private final World world;

    PlannedEnds(World world) {
        this.world = world;
    }

    @Override
    public void see(Observation observation) {
        if (observation instanceof Observation.Committed(TableRecord record, var before, var after)
                && !before.equals(after)) {
            for (TableChange change : record.changes()) {
                if (change
                        instanceof TableChange.Freed(var range, OwnerRef holder, long n, var why)) {
                    OwnerProcess owner = world.owner(record.service(), holder);
                    if (owner != null && owner.endsInPeace()) {
                        throw new Violation(
                                "a planned end loses nothing",
                                "%s lost %s, number %d: %s".formatted(owner.name(), range, n, why));
                    }
                }
            }
        }
    }
}
