package io.centrifuge.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long it takes from the end of the manager that leads to the first renewal that another
 * answers, with owners and lookups at work: three managers and five stores as processes of their
 * own, at the default timing; all owners and lookups in this process.
 */
public final class Failover {
    private static final String A_KEY = "a key that is asked for all the time";
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** In which the process that was started again comes up, which takes a core of its own. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** What was on its way when the leader ended is heard within this. */
    private static final long ON_ITS_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** For which the processes are watched while nothing happens. */
    private static final Duration AT_REST = Duration.ofSeconds(20);

    private final RunningCluster cluster;
    private final OwnersAndLookups fleet;

    /** Questions to which a lookup knew no answer. */
    private long unanswered;

    /** Whether nobody has noticed anything. */
    private boolean unnoticed = true;

    private Failover(RunningCluster cluster, OwnersAndLookups fleet) {
        this.cluster = cluster;
        this.fleet = fleet;
    }

    /**
     * Prints the figures. Exits with 1 if a lease was lost, a loss was told, a lookup knew no
     * answer, or an LSN went back.
     *
     * @param arguments how often the leader is killed, how often it is stopped in order, how many
     *     owners there are, and how many lookups
     */
    public static void main(String[] arguments) throws Exception {
        int kills = Arguments.count(arguments, 0, "kills", 0, 20);
        int stops = Arguments.count(arguments, 1, "stops in order", 0, 5);
        int owners = Arguments.count(arguments, 2, "owners", 1, 50);
        int lookups = Arguments.count(arguments, 3, "lookups", 1, 200);
        boolean noticed;
        try (RunningCluster cluster = RunningCluster.start("failover", 3, 5);
                OwnersAndLookups fleet = new OwnersAndLookups(cluster.addresses())) {
            fleet.start(owners, lookups);
            Failover failover = new Failover(cluster, fleet);
            failover.watchAtRest();
            if (kills > 0) {
                failover.measure("killed", kills, true);
            }
            if (stops > 0) {
                failover.measure("stopped in order", stops, false);
            }
            noticed = !failover.unnoticed;
        }
        if (noticed) {
            System.exit(1);
        }
    }

    /** Prints what share of a processor each process takes while nothing happens. */
    private void watchAtRest() throws Exception {
        List<RunningCluster.Member> members = cluster.members();
        Map<String, Duration> before = new HashMap<>();
        members.forEach(member -> before.put(member.name(), cpu(member.process())));
        Duration ownBefore = cpu(Optional.of(ProcessHandle.current()));
        LockSupport.parkNanos(AT_REST.toNanos());
        for (RunningCluster.Member member : members) {
            printShare(
                    "%s (%s)".formatted(member.name(), member.role()),
                    cpu(member.process()).minus(before.get(member.name())));
        }
        printShare(
                "all owners and lookups together",
                cpu(Optional.of(ProcessHandle.current())).minus(ownBefore));
    }

    private static Duration cpu(Optional<ProcessHandle> process) {
        return process.flatMap(it -> it.info().totalCpuDuration()).orElse(Duration.ZERO);
    }

    private static void printShare(String who, Duration cpu) {
        System.out.printf(
                Locale.ROOT,
                "at rest: %s: %.1f %% of a processor%n",
                who,
                100.0 * cpu.toNanos() / AT_REST.toNanos());
    }

    private void measure(String how, int times, boolean kill) throws Exception {
        long[] took = new long[times];
        long lsn = fleet.lookups().getFirst().lsn();
        long lost = fleet.leasesLost();
        for (int i = 0; i < times; i++) {
            took[i] = once(kill);
            System.out.printf(Locale.ROOT, "%s: %,d ms%n", how, took[i]);
            cluster.mend();
            LockSupport.parkNanos(REST_NANOS);
            fleet.awaitSettled();
        }
        Arrays.sort(took);
        long lostNow = fleet.leasesLost() - lost;
        long lsnNow = fleet.lookups().getFirst().lsn();
        System.out.printf(
                Locale.ROOT,
                "%s %d times: median %,d ms, worst %,d ms; %d leases lost, %d ranges told lost,"
                        + " %d questions without an answer, LSN %d to %d%n",
                how,
                times,
                took[times / 2],
                took[times - 1],
                lostNow,
                fleet.losses(),
                unanswered,
                lsn,
                lsnNow);
        unnoticed &= lostNow == 0 && fleet.losses() == 0 && unanswered == 0 && lsnNow >= lsn;
    }

    private long once(boolean kill) throws Exception {
        ProcessHandle leader = cluster.managers().stream()
                .filter(manager -> manager.role().equals("leader"))
                .findFirst()
                .flatMap(RunningCluster.Member::process)
                .orElseThrow();
        long begun = System.nanoTime();
        if (kill) {
            leader.destroyForcibly();
        } else {
            leader.destroy();
        }
        LockSupport.parkNanos(ON_ITS_WAY_NANOS);
        long before = renewals();
        long deadline = begun + OwnersAndLookups.PATIENCE.toNanos();
        while (renewals() == before) {
            unanswered += fleet.lookups().stream()
                    .filter(lookup -> !lookup.lookup(A_KEY).isKnown())
                    .count();
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("nobody renews");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        long took = System.nanoTime() - begun;
        leader.onExit().get(OwnersAndLookups.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return TimeUnit.NANOSECONDS.toMillis(took);
    }

    private long renewals() {
        return fleet.owners().stream()
                .mapToLong(owner -> owner.counters().listsHandled())
                .sum();
    }
}
