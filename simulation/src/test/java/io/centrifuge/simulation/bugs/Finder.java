package io.centrifuge.simulation.bugs;

import io.centrifuge.simulation.Outcome;
import io.centrifuge.simulation.Shrinker;
import io.centrifuge.simulation.Simulation;
import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.world.Tally;

/**
 * Looks for a seed that breaks a guarantee. Loaded together with a core that lacks a rule, so that
 * only types of Java itself pass between this and who calls it.
 */
public final class Finder {
    private Finder() {}

    private static String invariant(Outcome outcome) {
        return outcome.failure().orElseThrow().invariant();
    }

    /** The first of these seeds that breaks a guarantee, and which; empty if none does. */
    public static String find(long first, long last, int events) {
        for (long seed = first; seed <= last; seed++) {
            Outcome outcome = Simulation.run(Scenario.of(seed, events));
            if (outcome.failure().isPresent()) {
                return seed + " " + invariant(outcome);
            }
        }
        return "";
    }

    /**
     * Shrinks a scenario that breaks a guarantee: how many events it had before and after, and
     * which guarantee the smallest breaks when it is run again.
     */
    public static Object[] shrink(long seed, int events) {
        Outcome whole = Simulation.run(Scenario.of(seed, events));
        Outcome small = Shrinker.shrink(whole, 300);
        return new Object[] {
            whole.tally().get(Tally.Count.EVENTS),
            small.tally().get(Tally.Count.EVENTS),
            invariant(Simulation.run(small.scenario()))
        };
    }
}
