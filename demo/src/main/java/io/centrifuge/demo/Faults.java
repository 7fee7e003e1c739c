package io.centrifuge.demo;

import io.centrifuge.demo.DemoReport.Stretch;
import io.centrifuge.demo.cluster.TrialException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Carries out the faults, one after the other, each after the service has recovered from the one
 * before. One thread uses it.
 */
final class Faults {
    static final List<String> FIRST_BACK_ENDS = List.of("back-end-1", "back-end-2", "back-end-3");

    private static final String KILLED = "back-end-1";
    private static final String JOINING = "back-end-4";
    private static final String DRAINED = "back-end-2";
    private static final Duration ORDER = Duration.ofSeconds(10);

    private final DemoOptions options;
    private final DemoProcesses processes;
    private final Progress progress;
    private final List<String> backEnds = new ArrayList<>(FIRST_BACK_ENDS);
    private final Map<Fault, Long> begun = new EnumMap<>(Fault.class);
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private final List<String> failures = new ArrayList<>();
    private long ended;

    Faults(DemoOptions options, DemoProcesses processes, Progress progress) {
        this.options = options;
        this.processes = processes;
        this.progress = progress;
    }

    /** Does all of them; returns when the run's time is over. What fails is noted. */
    void carryOut(long start, Duration run) throws InterruptedException {
        for (Fault fault : Fault.values()) {
            if (!fault.fits(options)) {
                continue;
            }
            awaitTime(start + fault.due(run));
            begun.put(fault, System.nanoTime());
            try {
                carryOut(fault);
                if (fault != Fault.STORE_KILL) {
                    done.merge(fault, 1, Integer::sum);
                }
            } catch (TrialException failure) {
                failures.add("%s failed: %s".formatted(fault, failure.getMessage()));
                progress.event("FAILED: " + failure.getMessage());
            }
        }
        awaitTime(start + run.toNanos());
        ended = System.nanoTime();
    }

    private static void awaitTime(long time) throws InterruptedException {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            Waiting.pause(Duration.ofNanos(left));
        }
    }

    private void carryOut(Fault fault) throws TrialException, InterruptedException {
        switch (fault) {
            case KILL -> kill();
            case JOIN -> join();
            case DRAIN -> drain();
            case MANAGER_RESTART -> restartManager();
            case LEADER_KILL -> killLeader();
            case STORE_KILL -> killStores();
        }
    }

    private void kill() throws TrialException, InterruptedException {
        progress.event(
                "KILL     " + KILLED + " gets SIGKILL; its ranges wait until its leases end");
        processes.kill(KILLED);
        backEnds.remove(KILLED);
        processes.awaitSharedBy(backEnds);
        progress.event("         the others have all of its ranges");
    }

    private void join() throws TrialException, InterruptedException {
        progress.event("JOIN     " + JOINING + " starts");
        processes.startBackEnds(List.of(JOINING));
        backEnds.add(JOINING);
        processes.awaitSharedBy(backEnds);
        progress.event("         it has got its share of the ranges");
    }

    private void drain() throws TrialException, InterruptedException {
        progress.event("DRAIN    " + DRAINED + " is to give up its ranges");
        try (RendezvousOwners owners = processes.managers().owners()) {
            Waiting.until("the order to drain to be taken", ORDER, () -> owners.drain(DRAINED));
        }
        backEnds.remove(DRAINED);
        processes.awaitSharedBy(backEnds);
        progress.event("         it has none any more, and is stopped");
        if (!processes.stop(DRAINED)) {
            throw new TrialException(DRAINED + " did not end when it was asked to");
        }
    }

    private void restartManager() throws TrialException, InterruptedException {
        String leader = processes.managers().awaitLeader();
        progress.event("RESTART  " + leader + ", which leads, is stopped, and started on its data");
        if (!processes.stop(leader)) {
            throw new TrialException(leader + " did not end when it was asked to");
        }
        processes.managers().startAgain(leader);
        String next = processes.managers().awaitLeader();
        processes.awaitSharedBy(backEnds);
        progress.event("         " + next + " leads, and all ranges have owners");
    }

    private void killLeader() throws TrialException, InterruptedException {
        String leader = processes.managers().awaitLeader();
        progress.event("LEADER   " + leader + ", which leads, gets SIGKILL");
        processes.kill(leader);
        String next = processes.managers().awaitLeader();
        processes.awaitSharedBy(backEnds);
        progress.event("         " + next + " leads, and all ranges have owners");
        processes.managers().startAgain(leader);
    }

    /** As many at once as the store can do without; started again once all ranges have owners. */
    private void killStores() throws TrialException, InterruptedException {
        List<String> stores = processes.managers().stores();
        List<String> killed = stores.subList(0, (stores.size() - 1) / 2);
        progress.event("STORE    " + String.join(" and ", killed) + " get SIGKILL at once");
        for (String store : killed) {
            processes.kill(store);
            done.merge(Fault.STORE_KILL, 1, Integer::sum);
        }
        processes.managers().awaitCommit(stores.subList(killed.size(), stores.size()));
        processes.managers().awaitLeader();
        processes.awaitSharedBy(backEnds);
        progress.event("         the others keep the store, and all ranges have owners");
        for (String store : killed) {
            processes.managers().startAgain(store);
        }
    }

    /** How often this one was carried out; of stores, how many were killed. */
    int done(Fault fault) {
        return done.getOrDefault(fault, 0);
    }

    /** Whether all that can be done to these processes was done. */
    boolean areComplete() {
        return failures.isEmpty()
                && Stream.of(Fault.values())
                        .filter(fault -> fault.fits(options))
                        .allMatch(fault -> done(fault) > 0);
    }

    /** For each that was begun, the probes' longest stretches from then to the next, or the end. */
    SortedMap<Fault, Stretch> unavailable(Availability availability) {
        SortedMap<Fault, Stretch> stretches = new TreeMap<>();
        begun.forEach((fault, from) -> {
            long to = begun.values().stream()
                    .filter(next -> next > from)
                    .mapToLong(next -> next)
                    .min()
                    .orElse(ended);
            stretches.put(fault, Stretch.of(availability.longest(from, to)));
        });
        return stretches;
    }

    List<String> failures() {
        return List.copyOf(failures);
    }
}
