package io.centrifuge.benchmarks.fleet;

import io.centrifuge.demo.cluster.TrialException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Real managers and stores, as the launcher starts them, with owners and lookups in processes of
 * their own on the same machine (docs/performance.md, "A whole fleet"; paper, section 5). Used
 * once, by one thread; an interrupt ends it, and with it all that it started.
 */
public final class FleetBenchmark {
    private final FleetOptions options;
    private final String launcher;
    private final Consumer<String> progress;

    /**
     * @param launcher the launcher's main class, on this process's class path
     * @throws IllegalArgumentException if the fleet needs more memory than there is
     */
    public FleetBenchmark(FleetOptions options, String launcher, Consumer<String> progress) {
        MemoryNeed.require(options.size());
        this.options = options;
        this.launcher = launcher;
        this.progress = progress;
    }

    /**
     * Starts all, measures, and ends all.
     *
     * @param page where the time lines are written to
     * @throws TrialException if a process ends, or the fleet doesn't come to rest
     */
    public FleetFigures run(Path page) throws TrialException, InterruptedException {
        try (FleetProcesses processes = new FleetProcesses(launcher)) {
            try {
                return run(processes, page);
            } catch (TrialException failure) {
                processes.keepFolder();
                throw failure;
            }
        }
    }

    private FleetFigures run(FleetProcesses processes, Path page)
            throws TrialException, InterruptedException {
        progress.accept("managers start; their logs are in " + processes.folder());
        FleetCluster cluster = FleetCluster.start(options, processes);
        Members members = new Members(options, cluster, processes);
        FleetWatch watch = new FleetWatch(cluster, members, progress);
        FleetRun run = new FleetRun(options, cluster, processes, members, watch);
        ChurnRun churn =
                new ChurnRun(new ChurnRun.Parts(options, cluster, processes, members, watch, run));
        double idle = run.idle();
        BusyThreads busy = new BusyThreads(options.busy());
        try {
            double coldStart = run.coldStart();
            List<FleetFigures.ManagerAtRest> atRest = run.rest();
            Histogram renewals = run.renewals();
            churn.run();
            FleetFigures.Changes changes = run.changes();
            double ownerLost = run.loseAnOwner();
            watch.look();
            FleetFigures figures = new FleetFigures(
                    options,
                    idle,
                    coldStart,
                    atRest,
                    renewals,
                    changes,
                    ownerLost,
                    churn.current(),
                    churn.stalls(),
                    totals(cluster, members, watch),
                    members.lost(),
                    watch.timeline().load(),
                    watch.timeline().gap(),
                    page);
            FleetPage.write(page, what(), facts(figures), watch.timeline());
            return figures;
        } finally {
            busy.close();
        }
    }

    private static FleetFigures.Totals totals(
            FleetCluster cluster, Members members, FleetWatch watch)
            throws TrialException, InterruptedException {
        double races = watch.racesBefore();
        for (ManagerProbe probe : cluster.probes()) {
            races += watch.figures(probe).page().races();
        }
        ManagerFigures.Page leader = watch.figures(cluster.leaderProbe()).page();
        Members.State state = watch.state();
        return new FleetFigures.Totals(
                leader.tableBytes(),
                (long) leader.ranges(),
                state.leasesLost(),
                state.losses(),
                state.races() + (long) races,
                watch.takeovers(),
                members.doubleHeld());
    }

    private String what() {
        FleetOptions.Size size = options.size();
        return String.format(
                Locale.ROOT,
                "%,d owners and %,d lookups (%,d of them whole) of %d services, %d managers, %d"
                        + " stores of their own, terms %s, churn %s%s, %d busy threads.",
                size.owners(),
                size.lookups(),
                size.whole(),
                size.services(),
                size.managers(),
                size.stores(),
                options.timing(),
                options.churn().text(),
                options.tls() ? ", TLS" : "",
                options.busy());
    }

    private static Map<String, String> facts(FleetFigures figures) {
        Map<String, String> facts = new LinkedHashMap<>();
        FleetFigures.Totals totals = figures.totals();
        facts.put("leader with nobody connected", cpu(figures.idleCpu()));
        facts.put("leader at rest", cpu(figures.leader().cpu()));
        facts.put("cold start", "%.1f s".formatted(figures.coldStart()));
        facts.put("leases that ran out at owners that ran", "" + totals.leasesLost());
        facts.put("takeovers", "" + totals.takeovers());
        facts.put("keys held twice", "" + totals.doubleHeld());
        facts.put("longest time between two looks", "%.1f s".formatted(figures.gap()));
        facts.put("load of the machine, mean", "%.1f".formatted(figures.load()));
        return facts;
    }

    private static String cpu(double perSecond) {
        return "%.3f processor seconds a second".formatted(perSecond);
    }
}
