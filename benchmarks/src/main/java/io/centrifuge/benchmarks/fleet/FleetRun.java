package io.centrifuge.benchmarks.fleet;

import io.centrifuge.benchmarks.fleet.member.AppliedLsn;
import io.centrifuge.benchmarks.fleet.member.CommitTime;
import io.centrifuge.demo.cluster.TrialException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Goes through the parts of a run, one after the other. Used by one thread. */
final class FleetRun {
    private static final int LONGEST_BEFORE = 5;
    private static final int LONGEST_IDLE = 20;
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration SETTLES = Duration.ofMinutes(10);
    private static final int MOST_RESTARTS = 5;
    private static final int SECONDS_OF_RESTART = 10;
    private static final double SECOND = 1e9;
    private static final double MILLI = 1e6;

    private final FleetOptions options;
    private final FleetCluster cluster;
    private final FleetProcesses processes;
    private final Members members;
    private final FleetWatch watch;

    /** Of all processes, in seconds a second, while nothing happens. */
    private double cpuAtRest;

    FleetRun(
            FleetOptions options,
            FleetCluster cluster,
            FleetProcesses processes,
            Members members,
            FleetWatch watch) {
        this.options = options;
        this.cluster = cluster;
        this.processes = processes;
        this.members = members;
        this.watch = watch;
    }

    /** What the leader takes with nobody connected, in processor seconds a second. */
    double idle() throws TrialException, InterruptedException {
        watch.doing("nobody connected");
        watch.lookFor(beforeIt());
        Cpu before = new Cpu();
        watch.lookFor(Duration.ofSeconds(Math.clamp(options.seconds() / 3, 2, LONGEST_IDLE)));
        return before.ofLeader();
    }

    /** So that what came before is over. */
    private Duration beforeIt() {
        return Duration.ofSeconds(Math.min(LONGEST_BEFORE, options.seconds()));
    }

    /** Processor time since this was made. */
    private final class Cpu {
        private final long at = System.nanoTime();

        /** Of one process, also if another leads meanwhile. */
        private final ManagerProbe probe = cluster.leaderProbe();

        private final ManagerFigures leader = watch.figures(probe);
        private final double all = ProcessFigures.cpuSeconds(processes.pids());

        Cpu() throws TrialException, InterruptedException {}

        private double seconds() {
            return (System.nanoTime() - at) / SECOND;
        }

        double ofLeader() throws TrialException, InterruptedException {
            ManagerFigures now = watch.figures(probe);
            return (now.cpuSeconds() - leader.cpuSeconds()) / seconds();
        }

        double ofAll() {
            return (ProcessFigures.cpuSeconds(processes.pids()) - all) / seconds();
        }

        double ofAllAboveRest() {
            return ProcessFigures.cpuSeconds(processes.pids()) - all - cpuAtRest * seconds();
        }
    }

    /** Everybody at once; returns how many seconds it took until all was at rest. */
    double coldStart() throws TrialException, InterruptedException {
        watch.doing("all start at once");
        long began = System.nanoTime();
        members.startAll();
        long settled = settle(options.size().owners());
        return (settled - began) / SECOND;
    }

    /**
     * Waits until so many owners serve, every range is held and no lookup is behind, and nothing
     * has changed for a while.
     *
     * @return when the last of it happened
     */
    long settle(int owners) throws TrialException, InterruptedException {
        long deadline = System.nanoTime() + SETTLES.toNanos();
        while (true) {
            watch.look();
            Members.State state = watch.state();
            boolean quiet = System.nanoTime() - watch.commits().lastAt() > QUIET.toNanos();
            if (quiet
                    && state.serves(owners)
                    && state.lookupsAreCurrent()
                    && cluster.isHeldBy(owners)) {
                return lastProgress();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new TrialException(
                        ("the fleet has not come to rest within %d min (%d of %d owners serve, %d"
                                        + " lookups are behind, %d disconnected): logs are in %s")
                                .formatted(
                                        SETTLES.toMinutes(),
                                        state.serving(),
                                        owners,
                                        state.behind(),
                                        state.disconnected(),
                                        processes.folder()));
            }
        }
    }

    /** The last change, or when the last lookup had it and was connected. */
    private long lastProgress() {
        long last = watch.commits().lastAt();
        return options.size().lookups() > 0 ? Math.max(last, lookupsCurrentSince()) : last;
    }

    /** When the last lookup had been connected and had the newest table of its service. */
    long lookupsCurrentSince() {
        long last = watch.state().connectedSince();
        for (int service = 0; service < options.size().services(); service++) {
            AppliedLsn applied = members.applied(service, watch.commits().newest(service));
            last = applied.count() == 0 ? last : Math.max(last, applied.last());
        }
        return last;
    }

    /** What each manager takes while nothing happens, the leader first; and the renewals. */
    List<FleetFigures.ManagerAtRest> rest() throws TrialException, InterruptedException {
        watch.doing("at rest");
        watch.lookFor(beforeIt());
        var unused = members.takeRenewals();
        List<ManagerFigures> before = new ArrayList<>();
        for (ManagerProbe probe : cluster.probes()) {
            before.add(watch.figures(probe));
        }
        Cpu cpu = new Cpu();
        long began = System.nanoTime();
        watch.lookFor(Duration.ofSeconds(options.seconds()));
        double seconds = (System.nanoTime() - began) / SECOND;
        cpuAtRest = cpu.ofAll();
        List<FleetFigures.ManagerAtRest> managers = new ArrayList<>();
        for (ManagerProbe probe : cluster.probes()) {
            ManagerFigures first = before.get(managers.size());
            managers.add(atRest(probe, first, watch.figures(probe), seconds));
        }
        managers.sort(Comparator.comparing(manager -> !manager.name().equals(cluster.leader())));
        return managers;
    }

    private static FleetFigures.ManagerAtRest atRest(
            ManagerProbe probe, ManagerFigures first, ManagerFigures last, double seconds) {
        ManagerFigures.Page from = first.page();
        ManagerFigures.Page to = last.page();
        return new FleetFigures.ManagerAtRest(
                probe.name(),
                (last.cpuSeconds() - first.cpuSeconds()) / seconds,
                (to.bytesIn() - from.bytesIn()) / seconds,
                (to.bytesOut() - from.bytesOut()) / seconds,
                to.heapMb(),
                last.residentMb(),
                1_000 * (to.collecting() - from.collecting()) / seconds,
                1_000 * to.longestPause(),
                1_000 * to.longestEvent());
    }

    /** Of the time since they were asked last, which {@link #rest} is. */
    Histogram renewals() {
        return members.takeRenewals();
    }

    /** Restarts single owners, so that the table changes. */
    FleetFigures.Changes changes() throws TrialException, InterruptedException {
        int owners = options.size().owners();
        watch.doing("single owners restarted");
        var unused = members.takeLatencies();
        int before = watch.commits().changes();
        Members.State first = watch.state();
        Cpu cpu = new Cpu();
        int restarts = Math.clamp(options.seconds() / SECONDS_OF_RESTART, 1, MOST_RESTARTS);
        for (int i = 0; i < restarts && owners > 1; i++) {
            List<Integer> one = List.of((int) ((long) i * (owners - 1) / restarts));
            members.stop(one);
            settle(owners - 1);
            members.start(one);
            settle(owners);
        }
        int count = watch.commits().changes() - before;
        double applied =
                (double) count * options.size().lookups() / options.size().services();
        Members.State last = watch.state();
        long pieces = last.changedPieces() - first.changedPieces();
        return new FleetFigures.Changes(
                members.takeLatencies(),
                count,
                applied == 0 ? 0 : 1_000 * cpu.ofAllAboveRest() / applied,
                pieces == 0 ? 0 : (double) (last.changeBytes() - first.changeBytes()) / pieces);
    }

    /**
     * Kills one owner and waits until its leases have expired and all lookups know.
     *
     * @return milliseconds between the two; below 0 if there is nobody to see it
     */
    double loseAnOwner() throws TrialException, InterruptedException {
        int last = options.size().owners() - 1;
        if (last == 0 || lookupsOf(last % options.size().services()) == 0) {
            return -1;
        }
        watch.doing("one owner lost");
        int before = watch.expiries().size();
        members.killTheLoneOwner();
        long deadline =
                System.nanoTime() + options.lease().managerNanos() + TimeUnit.MINUTES.toNanos(1);
        while (System.nanoTime() - deadline < 0) {
            watch.look();
            if (watch.expiries().size() > before) {
                CommitTime expiry = watch.expiries().get(before).time();
                AppliedLsn applied = members.applied(expiry.service(), expiry.lsn());
                if (applied.count() == lookupsOf(expiry.service())) {
                    settle(last);
                    return (applied.last() - expiry.nanos()) / MILLI;
                }
            }
        }
        throw new TrialException("not all lookups applied that an owner was lost: logs are in "
                + processes.folder());
    }

    private int lookupsOf(int service) {
        return (int) IntStream.range(0, options.size().lookups())
                .filter(number -> number % options.size().services() == service)
                .count();
    }
}
