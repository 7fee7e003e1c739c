package io.centrifuge.simulation.clusters;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.StoreRecord;

import java.util.ArrayList;
import java.util.List;

/** One store: a log that managers follow. */
final class SimCluster {
    private final ClusterWorld world;
    private final List<StoreRecord> log = new ArrayList<>();
    private CommittedState state;
    private boolean gone;

    SimCluster(ClusterWorld world, CommittedState begins) {
        this.world = world;
        this.state = begins;
    }

    CommittedState state() {
        return state;
    }

    boolean isGone() {
        return gone;
    }

    /** Nothing is committed any more. */
    void lose() {
        gone = true;
    }

    int size() {
        return log.size();
    }

    StoreRecord record(int index) {
        return log.get(index);
    }

    void propose(StoreRecord record) {
        world.after(world.soon(), () -> {
            if (!gone) {
                state = state.apply(record).orElse(state);
                log.add(record);
                for (SimPlace place : world.places) {
                    world.after(world.soon(), place::follow);
                }
            }
        });
    }
}
