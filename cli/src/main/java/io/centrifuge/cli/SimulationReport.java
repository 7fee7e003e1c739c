package io.centrifuge.cli;

import io.centrifuge.protocol.runtime.DurationText;
import io.centrifuge.simulation.RunResult;
import io.centrifuge.simulation.scenario.FaultKind;
import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.scenario.Sizes;
import io.centrifuge.simulation.world.RunCounters;

import java.io.PrintWriter;
import java.util.Locale;

/** What {@code simulate} says at its end. */
final class SimulationReport {
    private static final double YEAR_NANOS = 365.25 * 86_400e9;

    private final PrintWriter out;

    SimulationReport(PrintWriter out) {
        this.out = out;
    }

    void totals(SeedRuns.Results results) {
        RunCounters total = results.total();
        long events = total.get(RunCounters.Count.EVENTS);
        double seconds = results.took().toMillis() / 1000.0;
        line("%,d seeds in %s", results.seeds(), DurationText.of(results.took()));
        line("");
        line("  simulated         %.2f owner-years", ownerYears(total));
        line("  events            %,d, %,d a second", events, (long) (events / seconds));
        line("  lease checks      %,d verified", total.get(RunCounters.Count.CHECKS));
        line(
                "  records           %,d, with %,d changes",
                total.get(RunCounters.Count.RECORDS), moves(total));
        line("  takeovers         %,d", total.get(RunCounters.Count.TAKEOVERS));
        line("  races             %,d messages dropped", total.get(RunCounters.Count.RACES));
        line("  losses            %,d ranges told", total.get(RunCounters.Count.LOSSES));
        line(
                "  overlaps          %,d, with clocks outside what is assumed; none else",
                excused(total));
        line("  hash of traces    %016x", results.hash());
        line("");
        line("  %12s  %8s", "times", "of seeds");
        for (FaultKind kind : FaultKind.values()) {
            line(
                    "  %,12d  %6.1f %%  %s",
                    total.timesFired(kind),
                    100.0 * total.worldsWith(kind) / Math.max(1, results.seeds()),
                    kind.text());
        }
        line("");
        out.flush();
    }

    private static double ownerYears(RunCounters total) {
        return total.get(RunCounters.Count.OWNER_NANOS) / YEAR_NANOS;
    }

    private static long moves(RunCounters total) {
        return total.get(RunCounters.Count.MOVES);
    }

    private static long excused(RunCounters total) {
        return total.get(RunCounters.Count.OVERLAPS_EXCUSED);
    }

    /**
     * A guarantee that was broken.
     *
     * @param otherFlags what was set on the command line and the scenarios don't tell of
     * @param lines what happened last in the smallest scenario
     */
    void failure(RunResult failed, RunResult smallest, String otherFlags, Iterable<String> lines) {
        RunResult.Failure failure = smallest.failure().orElseThrow();
        lines.forEach(out::println);
        line("");
        line(
                "BROKEN: %s, by seed %d at commit %s",
                failure.invariant(), failed.scenario().seed(), commit());
        line("  %s", failure.what());
        line("");
        line(
                "The seed as it is: %d events, %d faults. Replay:",
                failed.scenario().events(), failed.faults());
        line("  ./centrifuge simulate%s%s", flags(failed.scenario()), otherFlags);
        line("The smallest scenario found, all of it:");
        line("  ./centrifuge simulate%s%s --trace", flags(smallest.scenario()), otherFlags);
        out.flush();
    }

    private static String flags(Scenario scenario) {
        Sizes sizes = scenario.sizes();
        boolean calm = scenario.messages().equals(scenario.messages().calm());
        return (" --seed %d --events %d --services %d --owners %d --managers %d --lookups %d"
                        + " --faults %s%s")
                .formatted(
                        scenario.seed(),
                        scenario.events(),
                        sizes.services(),
                        sizes.owners(),
                        sizes.managers(),
                        sizes.lookups(),
                        scenario.kept(),
                        calm ? " --calm" : "");
    }

    private static String commit() {
        return SourceCommit.of(System.getProperty("centrifuge.home", "."));
    }

    @SuppressWarnings("AnnotateFormatMethod") // its format strings are all in this class
    private void line(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
