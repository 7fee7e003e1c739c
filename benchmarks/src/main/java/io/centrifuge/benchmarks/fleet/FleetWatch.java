package io.centrifuge.benchmarks.fleet;

import io.centrifuge.benchmarks.fleet.member.CommitTime;
import io.centrifuge.demo.cluster.TrialException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Looks at everything each second, and keeps what it saw. Used by one thread, which does what else
 * there is to do between two looks.
 */
final class FleetWatch {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Reading a page of metrics costs the manager that is measured. */
    private static final int SECONDS_BETWEEN_PAGES = 5;

    private static final int LOOKS_FOR_PAGE = 15;

    private final FleetCluster cluster;
    private final Members members;
    private final Consumer<String> progress;
    private final CommitFiles commits;
    private final Timeline timeline = new Timeline();
    private final Map<String, Last> last = new HashMap<>();
    private final List<CommitFiles.Commit> expiries = new ArrayList<>();
    private final long began = System.nanoTime();
    private long next = began + SECOND;
    private int looks;
    private int takeovers;
    private double races;
    private String doing = "";
    private Members.State state = new Members.State(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** What was read of a manager, and when. */
    private record Last(ManagerFigures figures, long at, Traffic traffic) {}

    /** Bytes a second between the last two times that a manager's page was read. */
    private record Traffic(ManagerFigures.Page page, long at, double in, double out) {
        static Traffic none(ManagerFigures figures, long at) {
            return new Traffic(figures.page(), at, 0, 0);
        }

        Traffic until(ManagerFigures now, long then) {
            double seconds = Math.max(1, then - at) / (double) SECOND;
            boolean first = page.bytesIn() == 0 || now.page().bytesIn() < page.bytesIn();
            return first
                    ? none(now, then)
                    : new Traffic(
                            now.page(),
                            then,
                            (now.page().bytesIn() - page.bytesIn()) / seconds,
                            (now.page().bytesOut() - page.bytesOut()) / seconds);
        }
    }

    FleetWatch(FleetCluster cluster, Members members, Consumer<String> progress) {
        this.cluster = cluster;
        this.members = members;
        this.progress = progress;
        this.commits = new CommitFiles(cluster.services(), began);
    }

    /** Waits for the next second, and looks. */
    void look() throws TrialException, InterruptedException {
        park(next);
        next = Math.max(next + SECOND, System.nanoTime()); // one that was late isn't made up for
        List<CommitTime> committed = new ArrayList<>();
        for (CommitFiles.Commit commit : commits.read(cluster.commits())) {
            committed.add(commit.time());
            if (commit.expired() > 0) {
                expiries.add(commit);
            }
        }
        state = members.ask(committed);
        noteTakeovers();
        note(looks % SECONDS_BETWEEN_PAGES == 0);
        looks++;
    }

    /** A little at a time, so that what is waited for is seen when it happens. */
    void lookFor(Duration time) throws TrialException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            look();
        }
    }

    /** Looks as long as there is time for it, and returns at that time. */
    void lookUntil(long end) throws TrialException, InterruptedException {
        while (next - end < 0) {
            look();
        }
        park(end);
    }

    private static void park(long until) throws InterruptedException {
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void noteTakeovers() throws TrialException, InterruptedException {
        int now = commits.takeovers().size();
        if (now > takeovers) {
            for (long at : List.copyOf(commits.takeovers().values()).subList(takeovers, now)) {
                timeline.add(new Timeline.Event(seconds(at), "another manager leads", true));
            }
            takeovers = now;
            cluster.findLeader();
        }
    }

    private void note(boolean pages) throws TrialException, InterruptedException {
        List<Timeline.Manager> managers = new ArrayList<>();
        for (ManagerProbe probe : cluster.probes()) {
            managers.add(manager(probe, pages));
        }
        Timeline.Sample sample = new Timeline.Sample(
                seconds(System.nanoTime()),
                managers,
                state.serving(),
                state.ranges(),
                Math.max(state.behind(), state.disconnected()),
                commits.changes(),
                ProcessFigures.load());
        timeline.add(sample);
        progress.accept(line(sample));
    }

    private Timeline.Manager manager(ManagerProbe probe, boolean pages)
            throws TrialException, InterruptedException {
        ManagerFigures now = probe.ask(pages);
        long at = System.nanoTime();
        Last before = last.getOrDefault(probe.name(), new Last(now, at, Traffic.none(now, at)));
        if (now.cpuSeconds() < before.figures().cpuSeconds()) { // another process
            races += before.figures().page().races();
            before = new Last(now, at, Traffic.none(now, at));
        }
        double passed = Math.max(1, at - before.at()) / (double) SECOND;
        Traffic traffic = pages ? before.traffic().until(now, at) : before.traffic();
        last.put(probe.name(), new Last(now, at, traffic));
        return new Timeline.Manager(
                probe.name(),
                probe.name().equals(cluster.leader()),
                (now.cpuSeconds() - before.figures().cpuSeconds()) / passed,
                now.residentMb(),
                now.page().heapMb(),
                traffic.in(),
                traffic.out());
    }

    private String line(Timeline.Sample sample) {
        Timeline.Manager leader = sample.managers().stream()
                .filter(Timeline.Manager::leads)
                .findFirst()
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                "%4.0f s  %s: %s %.2f CPU-s/s, %.0f MB; %d owners serve, %,d ranges; %d lookups"
                        + " behind; %d changes, load %.1f",
                sample.at(),
                doing,
                leader.name(),
                leader.cpu(),
                leader.residentMb(),
                sample.serving(),
                sample.ranges(),
                sample.behind(),
                sample.changes(),
                sample.load());
    }

    /** What is done from now on, for those who wait. */
    void doing(String what) {
        doing = what;
        event(what);
    }

    void event(String text) {
        timeline.add(new Timeline.Event(seconds(System.nanoTime()), text, false));
    }

    /**
     * Of a manager, with its page as it is now.
     *
     * @throws TrialException if it doesn't tell it for a while
     */
    ManagerFigures figures(ManagerProbe probe) throws TrialException, InterruptedException {
        Optional<ManagerFigures> now = probe.askAll();
        for (int i = 0; now.isEmpty() && i < LOOKS_FOR_PAGE; i++) {
            look();
            now = probe.askAll();
        }
        return now.orElseThrow(() ->
                new TrialException("%s doesn't tell its page of metrics".formatted(probe.name())));
    }

    /** Since the beginning. */
    private double seconds(long nanos) {
        return (nanos - began) / (double) SECOND;
    }

    Members.State state() {
        return state;
    }

    CommitFiles commits() {
        return commits;
    }

    /** Those by which leases ended because nobody renewed them. */
    List<CommitFiles.Commit> expiries() {
        return expiries;
    }

    int takeovers() {
        return takeovers;
    }

    /** Of managers that were restarted, in their earlier lives, as far as was seen. */
    double racesBefore() {
        return races;
    }

    Timeline timeline() {
        return timeline;
    }
}
