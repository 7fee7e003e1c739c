package io.centrifuge.benchmarks.fleet;

import io.centrifuge.benchmarks.fleet.held.DoubleHeldCount;
import io.centrifuge.benchmarks.fleet.member.AppliedLsn;
import io.centrifuge.benchmarks.fleet.member.CommitTime;
import io.centrifuge.benchmarks.fleet.member.Latencies;
import io.centrifuge.benchmarks.fleet.member.LookupsReport;
import io.centrifuge.benchmarks.fleet.member.MemberCommand;
import io.centrifuge.benchmarks.fleet.member.OwnersReport;
import io.centrifuge.demo.cluster.TrialException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/** All owners and lookups, in processes of their own. Used by one thread. */
final class Members {
    private static final long HELD_WINDOW = Duration.ofMinutes(5).toNanos();

    /** For so many changes it is remembered who applied them. */
    private static final int REMEMBERED = 2_000;

    private final Map<MemberPlan.Owners, MemberProcess> owners = new LinkedHashMap<>();
    private final Map<MemberPlan.Lookups, MemberProcess> lookups = new LinkedHashMap<>();
    private final Map<String, OwnersReport> lastOf = new HashMap<>();
    private final Map<Lsn, Map<String, AppliedLsn>> applied = new LinkedHashMap<>();
    private final DoubleHeldCount doubleHeld = new DoubleHeldCount(HELD_WINDOW);
    private final List<String> lost = new ArrayList<>();
    private Histogram renewals = Latencies.none();
    private Histogram latencies = Latencies.none();

    private record Lsn(int service, long lsn) {}

    /**
     * How all of them are.
     *
     * @param connectedSince since when no lookup has been disconnected
     */
    record State(
            int running,
            int serving,
            int closing,
            long ranges,
            long leasesLost,
            long races,
            int disconnected,
            int behind,
            long connectedSince,
            long losses,
            long changeBytes,
            long changedPieces) {
        boolean lookupsAreCurrent() {
            return disconnected == 0 && behind == 0;
        }

        /** Whether all owners run that should, and serve. */
        boolean serves(int owners) {
            return closing == 0 && running == owners && serving == owners;
        }
    }

    Members(FleetOptions options, FleetCluster cluster, FleetProcesses processes)
            throws TrialException {
        boolean lies = options.lies();
        for (MemberPlan.Owners plan : MemberPlan.owners(options.size())) {
            MemberProcess process = processes.owners(plan);
            process.begin(cluster.owners(lies));
            lies = false; // the first alone
            owners.put(plan, process);
        }
        for (MemberPlan.Lookups plan : MemberPlan.lookups(options.size())) {
            MemberProcess process = processes.lookups(plan);
            process.begin(cluster.lookups());
            lookups.put(plan, process);
        }
    }

    /** Starts everybody at once. */
    void startAll() throws TrialException, InterruptedException {
        for (Map.Entry<MemberPlan.Owners, MemberProcess> each : owners.entrySet()) {
            each.getValue().tell(new MemberCommand.StartOwners(each.getKey().numbers()));
        }
        for (Map.Entry<MemberPlan.Lookups, MemberProcess> each : lookups.entrySet()) {
            MemberPlan.Lookups plan = each.getKey();
            each.getValue()
                    .tell(new MemberCommand.StartLookups(
                            plan.first(), plan.whole(), plan.watchers()));
        }
        for (MemberProcess each : owners.values()) {
            var unused = each.answer(Object.class);
        }
        for (MemberProcess each : lookups.values()) {
            var unused = each.answer(Object.class);
        }
    }

    /** Closes them, and doesn't wait. */
    void stop(List<Integer> numbers) throws TrialException, InterruptedException {
        for (Map.Entry<MemberPlan.Owners, MemberProcess> each : owners.entrySet()) {
            List<Integer> here = inBoth(each.getKey(), numbers);
            if (!here.isEmpty()) {
                each.getValue().order(new MemberCommand.StopOwners(here));
            }
        }
    }

    void start(List<Integer> numbers) throws TrialException, InterruptedException {
        for (Map.Entry<MemberPlan.Owners, MemberProcess> each : owners.entrySet()) {
            List<Integer> here = inBoth(each.getKey(), numbers);
            if (!here.isEmpty()) {
                each.getValue().order(new MemberCommand.StartOwners(here));
            }
        }
    }

    private static List<Integer> inBoth(MemberPlan.Owners plan, List<Integer> numbers) {
        TreeSet<Integer> both = new TreeSet<>(plan.numbers());
        both.retainAll(numbers);
        return List.copyOf(both);
    }

    /** SIGKILL to the process of the owner that is alone in its own. */
    void killTheLoneOwner() throws InterruptedException {
        MemberPlan.Owners alone = owners.keySet().stream().reduce((a, b) -> b).orElseThrow();
        MemberProcess process = owners.remove(alone);
        if (process != null) {
            process.kill();
        }
    }

    /**
     * Asks all how they are.
     *
     * @param committed since the last call
     */
    State ask(List<CommitTime> committed) throws TrialException, InterruptedException {
        for (MemberProcess each : owners.values()) {
            each.tell(new MemberCommand.Report(List.of()));
        }
        for (MemberProcess each : lookups.values()) {
            each.tell(new MemberCommand.Report(committed));
        }
        for (MemberProcess each : owners.values()) {
            take(each.name(), each.answer(OwnersReport.class));
        }
        List<LookupsReport> reports = new ArrayList<>();
        for (MemberProcess each : lookups.values()) {
            LookupsReport report = each.answer(LookupsReport.class);
            latencies.add(Latencies.of(report.applied()));
            report.lsns().forEach(lsn -> take(each.name(), lsn));
            reports.add(report);
        }
        judgeHeld();
        return state(reports);
    }

    private void take(String name, OwnersReport report) {
        lastOf.put(name, report);
        lost.addAll(report.lost());
        renewals.add(Latencies.of(report.renewals()));
        report.held().forEach(doubleHeld::add);
    }

    private void take(String name, AppliedLsn report) {
        applied.computeIfAbsent(
                        new Lsn(report.service(), report.lsn()), lsn -> new LinkedHashMap<>())
                .put(name, report);
        while (applied.size() > REMEMBERED) {
            applied.remove(applied.keySet().iterator().next());
        }
    }

    /** Up to where all who are still there have told. */
    private void judgeHeld() {
        owners.values().stream()
                .map(process -> lastOf.get(process.name()))
                .mapToLong(report -> report == null ? Long.MIN_VALUE : report.heldUntil())
                .min()
                .ifPresent(doubleHeld::advance);
    }

    private State state(List<LookupsReport> reports) {
        List<OwnersReport> here = owners.values().stream()
                .map(process -> lastOf.get(process.name()))
                .toList();
        return new State(
                here.stream().mapToInt(OwnersReport::running).sum(),
                here.stream().mapToInt(OwnersReport::serving).sum(),
                here.stream().mapToInt(OwnersReport::closing).sum(),
                here.stream().mapToLong(OwnersReport::ranges).sum(),
                lastOf.values().stream().mapToLong(OwnersReport::leasesLost).sum(),
                lastOf.values().stream().mapToLong(OwnersReport::races).sum(),
                reports.stream().mapToInt(LookupsReport::disconnected).sum(),
                reports.stream().mapToInt(LookupsReport::behind).sum(),
                reports.stream().mapToLong(LookupsReport::connectedSince).max().orElse(0),
                reports.stream().mapToLong(LookupsReport::losses).sum(),
                reports.stream().mapToLong(LookupsReport::changeBytes).sum(),
                reports.stream().mapToLong(LookupsReport::changedPieces).sum());
    }

    /** How many lookups are known to have applied a change, and when the last of them did. */
    AppliedLsn applied(int service, long lsn) {
        return applied.getOrDefault(new Lsn(service, lsn), Map.of()).values().stream()
                .reduce(
                        new AppliedLsn(service, lsn, 0, Long.MIN_VALUE),
                        (a, b) -> new AppliedLsn(
                                service, lsn, a.count() + b.count(), Math.max(a.last(), b.last())));
    }

    /** What owners that lost leases said. */
    List<String> lost() {
        return List.copyOf(lost);
    }

    int doubleHeld() {
        return doubleHeld.count();
    }

    /** Since the last call. */
    Histogram takeRenewals() {
        Histogram taken = renewals;
        renewals = Latencies.none();
        return taken;
    }

    /** From commit to applied, since the last call. */
    Histogram takeLatencies() {
        Histogram taken = latencies;
        latencies = Latencies.none();
        return taken;
    }
}
