package io.centrifuge.benchmarks.fleet;

import io.centrifuge.demo.cluster.TrialException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Does to a fleet what its options say, and notes how soon lookups were up to date again. */
final class ChurnRun {
    private static final int GROUPS = 10;
    private static final int MASS_RESTARTS = 3;

    /** What a server takes to start again after its patch. */
    private static final Duration REBOOT = Duration.ofSeconds(2);

    /** Less than a lease's duration under the standard timing, and nearly one. */
    private static final List<Duration> STALLS =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(14));

    private static final Duration BETWEEN_TAKEOVERS = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final double SECOND = 1e9;

    private final FleetOptions options;
    private final FleetCluster cluster;
    private final FleetProcesses processes;
    private final Members members;
    private final FleetWatch watch;
    private final FleetRun run;
    private final List<Double> current = new ArrayList<>();
    private final List<FleetFigures.Stall> stalls = new ArrayList<>();

    /** What a run is made of. */
    record Parts(
            FleetOptions options,
            FleetCluster cluster,
            FleetProcesses processes,
            Members members,
            FleetWatch watch,
            FleetRun run) {}

    ChurnRun(Parts parts) {
        options = parts.options();
        cluster = parts.cluster();
        processes = parts.processes();
        members = parts.members();
        watch = parts.watch();
        run = parts.run();
    }

    void run() throws TrialException, InterruptedException {
        switch (options.churn()) {
            case NONE -> {}
            case PATCH -> patch();
            case MASS -> mass();
            case TAKEOVER -> takeovers();
            case STALL -> stall();
        }
    }

    /** Seconds from each takeover that was waited for until all lookups were up to date. */
    List<Double> current() {
        return List.copyOf(current);
    }

    List<FleetFigures.Stall> stalls() {
        return List.copyOf(stalls);
    }

    private void patch() throws TrialException, InterruptedException {
        int owners = options.size().owners();
        int groups = Math.min(GROUPS, owners);
        for (int group = 0; group < groups; group++) {
            watch.doing("patches, group %d of %d".formatted(group + 1, groups));
            restart(IntStream.range((int) ((long) group * owners / groups), (int)
                            ((long) (group + 1) * owners / groups))
                    .boxed()
                    .toList());
            if (group < options.size().managers()) {
                patchTheLeader();
            }
            run.settle(owners);
        }
    }

    private void restart(List<Integer> group) throws TrialException, InterruptedException {
        members.stop(group);
        watch.lookFor(REBOOT);
        awaitClosed();
        members.start(group);
    }

    private void awaitClosed() throws TrialException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (watch.state().closing() > 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new TrialException("owners don't end: logs are in " + processes.folder());
            }
            watch.look();
        }
    }

    /** Stops it in order, and starts it again once another leads or, where it is alone, at once. */
    private void patchTheLeader() throws TrialException, InterruptedException {
        String leader = cluster.leader();
        int before = watch.takeovers();
        watch.event(leader + " is stopped");
        processes.stop(leader);
        if (options.size().managers() == 1) {
            cluster.startAgain(leader);
        }
        awaitTakeover(before);
        startAgain(leader);
    }

    /** And waits until it can be missed no less than the others: else two would be gone at once. */
    private void startAgain(String manager) throws TrialException, InterruptedException {
        cluster.startAgain(manager);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!cluster.isUpToDate(manager, watch.commits().newest())) {
            if (System.nanoTime() - deadline > 0) {
                throw new TrialException("%s is not up to date: logs are in %s"
                        .formatted(manager, processes.folder()));
            }
            watch.look();
        }
    }

    private void mass() throws TrialException, InterruptedException {
        int owners = options.size().owners();
        List<Integer> all = IntStream.range(0, owners).boxed().toList();
        for (int i = 1; i <= MASS_RESTARTS; i++) {
            watch.doing("all owners restarted, %d of %d".formatted(i, MASS_RESTARTS));
            members.stop(all);
            watch.look();
            awaitClosed();
            members.start(all);
            run.settle(owners);
        }
    }

    private void takeovers() throws TrialException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.seconds());
        int owners = options.size().owners();
        do {
            String leader = cluster.leader();
            int before = watch.takeovers();
            watch.doing("leader killed");
            processes.kill(leader);
            if (options.size().managers() == 1) {
                cluster.startAgain(leader);
            }
            awaitTakeover(before);
            startAgain(leader);
            run.settle(owners);
            watch.lookFor(BETWEEN_TAKEOVERS);
        } while (System.nanoTime() - end < 0);
    }

    private void stall() throws TrialException, InterruptedException {
        StallRun stall = new StallRun(options.size(), cluster, processes, watch, run);
        for (Duration time : STALLS) {
            stalls.add(stall.run(time));
        }
    }

    /** And until all lookups are connected and up to date. */
    private void awaitTakeover(int before) throws TrialException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (watch.takeovers() == before || !watch.state().lookupsAreCurrent()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TrialException("%s: logs are in %s"
                        .formatted(
                                watch.takeovers() == before
                                        ? "no other manager leads"
                                        : "lookups are not up to date",
                                processes.folder()));
            }
            watch.look();
        }
        long tookOver = watch.commits().takeovers().lastEntry().getValue();
        current.add(Math.max(0, run.lookupsCurrentSince() - tookOver) / SECOND);
    }
}
