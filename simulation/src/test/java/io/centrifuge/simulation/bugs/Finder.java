package io.centrifuge.simulation.bugs;

import io.centrifuge.simulation.RunResult;
import io.centrifuge.simulation.Shrinker;
import io.centrifuge.simulation.Simulation;
import io.centrifuge.simulation.scenario.Scenario;

import java.util.SortedSet;

/**
 * Looks for a seed that breaks a guarantee. Loaded together with a core that lacks a rule, so that
 * only types of Java itself pass between this and who calls it.
 */
public final class Finder {
    private Finder() {}

    private static String invariant(RunResult outcome) {
        return outcome.failure().orElseThrow().invariant();
    }

    /** The first of these seeds that breaks a guarantee, and which; empty if none does. */
    public static String find(long first, long last, int events) {
        for (long seed = first; seed <= last; seed++) {
            RunResult outcome = Simulation.run(Scenario.of(seed, events));
            if (outcome.failure().isPresent()) {
                return seed + " " + invariant(outcome);
            }
        }
        return "";
    }

    /**
     * Shrinks a scenario that breaks a guarantee: how many faults it had before and after, and
     * which guarantee the smallest breaks when it is run again.
     */
    public static Object[] shrink(long seed, int events) {
        RunResult whole = Simulation.run(Scenario.of(seed, events));
        RunResult small = Shrinker.shrink(whole, 300);
        return new Object[] {
            faults(whole), faults(small), invariant(Simulation.run(small.scenario()))
        };
    }

    private static long faults(RunResult outcome) {
        SortedSet<Integer> kept = outcome.scenario().kept().numbers();
        return kept == null ? outcome.faults() : kept.size();
    }
}
