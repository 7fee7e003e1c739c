package io.centrifuge.benchmarks;

import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Owner;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * How long it takes from the end of the manager that leads to the first renewal that another
 * answers, with owners and lookups at work: three managers and five stores as processes of their
 * own, at the default timing; all owners and lookups in this process.
 */
public final class Failover {
    private static final int KEYS = 10_000;
    private static final String A_KEY = "a key that is asked for all the time";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** In which the process that was started again comes up, which takes a core of its own. */
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** What was on its way when the leader ended is heard within this. */
    private static final long ON_ITS_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** For which the processes are watched while nothing happens. */
    private static final Duration AT_REST = Duration.ofSeconds(20);

    private final RunningCluster cluster;
    private final List<Owner> owners = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();
    private final AtomicLong losses = new AtomicLong();

    /** Questions to which a lookup knew no answer. */
    private long unanswered;

    /** Whether nobody has noticed anything. */
    private boolean unnoticed = true;

    private Failover(RunningCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Prints the figures. Exits with 1 if a lease was lost, a loss was told, a lookup knew no
     * answer, or an LSN went back.
     *
     * @param arguments how often the leader is killed, how often it is stopped in order, how many
     *     owners there are, and how many lookups
     */
    public static void main(String[] arguments) throws Exception {
        int kills = argument(arguments, 0, 20);
        int stops = argument(arguments, 1, 5);
        Path folder = Files.createTempDirectory("centrifuge-failover-").resolve("cluster");
        Path home = Path.of(System.getProperty("centrifuge.home"));
        boolean noticed;
        try (RunningCluster cluster = new RunningCluster(home, folder, 3, 5)) {
            Failover failover = new Failover(cluster);
            failover.begin(argument(arguments, 2, 50), argument(arguments, 3, 200));
            failover.watchAtRest();
            if (kills > 0) {
                failover.measure("killed", kills, true);
            }
            if (stops > 0) {
                failover.measure("stopped in order", stops, false);
            }
            failover.end();
            noticed = !failover.unnoticed;
        }
        if (noticed) {
            System.exit(1);
        }
    }

    private static int argument(String[] arguments, int at, int otherwise) {
        return arguments.length > at ? Integer.parseInt(arguments[at]) : otherwise;
    }

    private void begin(int ownerCount, int lookupCount) throws Exception {
        String managers = cluster.managers().stream()
                .map(RunningCluster.Member::address)
                .collect(Collectors.joining(","));
        for (int i = 0; i < ownerCount; i++) {
            Owner owner = Owner.builder()
                    .service("failover")
                    .id("owner-" + i)
                    .address("10.0.0.1:" + (8000 + i))
                    .managers(managers)
                    .build();
            owners.add(owner);
            owner.start();
        }
        addLookups(1, managers);
        awaitSettled(); // else each of very many follows each step of all who join, here in one JVM
        addLookups(lookupCount - 1, managers);
        awaitSettled();
        losses.set(0);
        System.out.printf("%d owners and %d lookups are settled%n", ownerCount, lookupCount);
    }

    private void addLookups(int count, String managers) {
        for (int i = 0; i < count; i++) {
            Lookup lookup = Lookup.builder()
                    .service("failover")
                    .managers(managers)
                    .lossListener(lost -> losses.addAndGet(lost.size()))
                    .build();
            lookups.add(lookup);
            lookup.start();
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

    /** All owners hold ranges, all lookups have the same table, and it stays for a while. */
    private void awaitSettled() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long lsn = -1;
        while (true) {
            long now = lookups.getFirst().lsn();
            boolean same = lookups.stream().allMatch(lookup -> lookup.lsn() == now)
                    && owners.stream().allMatch(owner -> owner.heldRanges() > 0)
                    && findable() == KEYS;
            if (same && now == lsn) {
                return;
            }
            lsn = same ? now : -1;
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("they don't settle: " + state());
            }
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));
        }
    }

    private String state() {
        return "%d owners hold something; lookups have the LSNs %s, and know %d of %d keys"
                .formatted(
                        owners.stream().filter(owner -> owner.heldRanges() > 0).count(),
                        new TreeSet<>(lookups.stream().map(Lookup::lsn).toList()),
                        findable(),
                        KEYS);
    }

    private long findable() {
        long found = 0;
        for (int key = 0; key < KEYS; key++) {
            if (lookups.get(key % lookups.size()).lookup("key-" + key).isKnown()) {
                found++;
            }
        }
        return found;
    }

    private void measure(String how, int times, boolean kill) throws Exception {
        long[] took = new long[times];
        long lsn = lookups.getFirst().lsn();
        long lost = leasesLost();
        for (int i = 0; i < times; i++) {
            took[i] = once(kill);
            System.out.printf(Locale.ROOT, "%s: %,d ms%n", how, took[i]);
            cluster.mend();
            LockSupport.parkNanos(REST_NANOS);
            awaitSettled();
        }
        Arrays.sort(took);
        long lostNow = leasesLost() - lost;
        long lsnNow = lookups.getFirst().lsn();
        System.out.printf(
                Locale.ROOT,
                "%s %d times: median %,d ms, worst %,d ms; %d leases lost, %d ranges told lost,"
                        + " %d questions without an answer, LSN %d to %d%n",
                how,
                times,
                took[times / 2],
                took[times - 1],
                lostNow,
                losses.get(),
                unanswered,
                lsn,
                lsnNow);
        unnoticed &= lostNow == 0 && losses.get() == 0 && unanswered == 0 && lsnNow >= lsn;
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
        long deadline = begun + PATIENCE.toNanos();
        while (renewals() == before) {
            unanswered += lookups.stream()
                    .filter(lookup -> !lookup.lookup(A_KEY).isKnown())
                    .count();
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("nobody renews");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        long took = System.nanoTime() - begun;
        leader.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return TimeUnit.NANOSECONDS.toMillis(took);
    }

    private long renewals() {
        return owners.stream()
                .mapToLong(owner -> owner.counters().listsHandled())
                .sum();
    }

    private long leasesLost() {
        return owners.stream().mapToLong(owner -> owner.counters().leasesLost()).sum();
    }

    private void end() {
        lookups.forEach(Lookup::close);
        owners.forEach(Owner::close);
    }
}
