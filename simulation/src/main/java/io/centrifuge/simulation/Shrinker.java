package io.centrifuge.simulation;

import io.centrifuge.simulation.scenario.KeptFaults;
import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.scenario.Sizes;
import io.centrifuge.simulation.world.RunCounters;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Makes a scenario that breaks a guarantee smaller, so that a person can follow it: fewer faults
 * (by halves, then quarters, as in delta debugging: Zeller, Hildebrandt, IEEE TSE 2002), fewer
 * processes, a calm network, fewer events. A smaller scenario counts if it breaks the same
 * guarantee. One thread.
 */
public final class Shrinker {
    private final int mostRuns;
    private RunResult smallest;
    private int runs;

    private Shrinker(RunResult failed, int mostRuns) {
        this.smallest = failed;
        this.mostRuns = mostRuns;
    }

    /**
     * The smallest outcome found that breaks the guarantee that {@code failed} broke.
     *
     * @param failed an outcome with a failure
     * @param mostRuns how many smaller scenarios are tried at most
     */
    public static RunResult shrink(RunResult failed, int mostRuns) {
        Shrinker shrinker = new Shrinker(failed, mostRuns);
        shrinker.endSoon();
        shrinker.dropFaults();
        shrinker.calmNetwork();
        shrinker.dropProcesses();
        shrinker.dropFaults();
        shrinker.endSoon();
        return shrinker.smallest;
    }

    private static String invariant(RunResult outcome) {
        return outcome.failure().map(RunResult.Failure::invariant).orElse("");
    }

    /** Whether the smaller scenario breaks the guarantee too; it is then the smallest. */
    private boolean breaks(Scenario smaller) {
        if (runs >= mostRuns || smaller.equals(smallest.scenario())) {
            return false;
        }
        runs++;
        RunResult outcome = Simulation.run(smaller);
        boolean breaks = invariant(outcome).equals(invariant(smallest));
        if (breaks) {
            smallest = outcome;
        }
        return breaks;
    }

    /** Nothing after the failure is needed; where faults must end first, they may end sooner. */
    private void endSoon() {
        Scenario scenario = smallest.scenario();
        long happened = smallest.counters().get(RunCounters.Count.EVENTS);
        if (happened < scenario.events()) {
            breaks(scenario.withEvents((int) happened));
            return;
        }
        int step = scenario.events() / 2;
        while (step > 20 && runs < mostRuns) {
            int fewer = smallest.scenario().events() - step;
            if (fewer < 0 || !breaks(smallest.scenario().withEvents(fewer))) {
                step /= 2;
            }
        }
    }

    private void dropFaults() {
        List<Integer> kept = kept();
        int size = Math.max(1, kept.size());
        while (size >= 1 && runs < mostRuns) {
            boolean dropped = false;
            for (int from = 0; from < kept.size(); ) {
                List<Integer> fewer = new ArrayList<>(kept);
                fewer.subList(from, Math.min(kept.size(), from + size)).clear();
                if (breaks(smallest.scenario().with(new KeptFaults(new TreeSet<>(fewer))))) {
                    kept = fewer;
                    dropped = true;
                } else {
                    from += size;
                }
            }
            size = dropped && size == 1 ? 1 : size / 2;
        }
    }

    private List<Integer> kept() {
        SortedSet<Integer> numbers = smallest.scenario().kept().numbers();
        return numbers == null
                ? IntStream.range(0, smallest.faults()).boxed().toList()
                : List.copyOf(numbers);
    }

    private void calmNetwork() {
        breaks(smallest.scenario().with(smallest.scenario().messages().calm()));
    }

    private void dropProcesses() {
        boolean smaller = true;
        while (smaller && runs < mostRuns) {
            Sizes sizes = smallest.scenario().sizes();
            smaller = tryFewer(sizes, 1, 0, 0, 0)
                    || tryFewer(sizes, 0, sizes.owners() / 2, 0, 0)
                    || tryFewer(sizes, 0, 1, 0, 0)
                    || tryFewer(sizes, 0, 0, 1, 0)
                    || tryFewer(sizes, 0, 0, 0, 1);
        }
    }

    private boolean tryFewer(Sizes sizes, int services, int owners, int managers, int lookups) {
        return sizes.services() > services
                && sizes.owners() > owners
                && sizes.managers() > managers
                && sizes.lookups() > lookups
                && breaks(smallest.scenario()
                        .with(new Sizes(
                                sizes.services() - services,
                                sizes.owners() - owners,
                                sizes.managers() - managers,
                                sizes.lookups() - lookups,
                                sizes.virtualNodes(),
                                sizes.names())));
    }
}
