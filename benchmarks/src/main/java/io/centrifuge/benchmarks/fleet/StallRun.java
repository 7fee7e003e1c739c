package io.centrifuge.benchmarks.fleet;

import io.centrifuge.demo.cluster.TrialException;

import java.time.Duration;
import java.util.List;

/** Stops most of those that keep the store, and has them go on. Used by one thread. */
final class StallRun {
    private static final double SECOND = 1e9;

    /** A process that goes on says for a moment what was true when it was stopped. */
    private static final Duration UNTIL_AWAKE = Duration.ofMillis(200);

    /** What comes of it begins when a manager leads again. */
    private static final Duration CONSEQUENCES = Duration.ofSeconds(5);

    private final FleetOptions.Size size;
    private final FleetCluster cluster;
    private final FleetProcesses processes;
    private final FleetWatch watch;
    private final FleetRun run;

    StallRun(
            FleetOptions.Size size,
            FleetCluster cluster,
            FleetProcesses processes,
            FleetWatch watch,
            FleetRun run) {
        this.size = size;
        this.cluster = cluster;
        this.processes = processes;
        this.watch = watch;
        this.run = run;
    }

    /** Returns when all is well again. */
    FleetFigures.Stall run(Duration time) throws TrialException, InterruptedException {
        List<String> majority = cluster.storeMajority();
        long lost = watch.state().leasesLost();
        long connections = ProcessFigures.connectionsMade();
        watch.doing(
                "stopped for %d s: %s".formatted(time.toSeconds(), String.join(", ", majority)));
        long stopped = System.nanoTime();
        Process stall = processes.stall(majority, time);
        watch.lookUntil(stopped + time.toNanos());
        processes.awaitEndOf(stall);
        long went = System.nanoTime();
        watch.doing("all go on");
        watch.lookUntil(went + UNTIL_AWAKE.toNanos());
        cluster.findLeader();
        long led = System.nanoTime();
        long made = ProcessFigures.connectionsMade() - connections;
        watch.lookFor(CONSEQUENCES);
        long well = Math.max(led, run.settle(size.owners()));
        return new FleetFigures.Stall(
                (went - stopped) / SECOND,
                made / ((led - stopped) / SECOND) / (size.owners() + size.lookups()),
                (led - went) / SECOND,
                (well - went) / SECOND,
                watch.state().leasesLost() - lost);
    }
}
