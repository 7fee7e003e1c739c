package io.centrifuge.simulation.check;

import io.centrifuge.simulation.world.Observation;
import io.centrifuge.simulation.world.World;

import java.util.List;

/** All guarantees of one world, checked after every event. */
public final class Checks {
    private final World world;
    private final List<Check> all;

    public Checks(World world) {
        this.world = world;
        CommittedHistory history = new CommittedHistory(world);
        all = List.of(
                history,
                new CommittedRecords(world),
                new GrowingNumbers(world),
                new OneTerm(world),
                new VeryWords(),
                new ExclusiveOwnership(world),
                new EndedNumbers(),
                new Continuity(world),
                new LookupTables(history),
                new NoSilentLoss(history),
                new PlannedEnds(world),
                new BoundedPieces(world),
                new RefusedMistakes());
    }

    /**
     * Checks what the last event left to be seen.
     *
     * @throws Violation if a guarantee is broken
     */
    public void afterEvent() {
        List<Observation> observations = world.observations();
        for (int i = 0; i < observations.size(); i++) {
            Observation observation = observations.get(i);
            for (int j = 0; j < all.size(); j++) {
                all.get(j).see(observation);
            }
        }
        observations.clear();
    }
}
