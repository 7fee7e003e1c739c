package io.centrifuge.demo;

import io.centrifuge.LeaseTiming;
import io.centrifuge.demo.cluster.TrialException;
import io.centrifuge.examples.rendezvous.DeviceClient;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the rendezvous service as separate processes on loopback, with the timing {@code fast}: one
 * or several managers, perhaps a store of its own processes, three back ends and two front ends.
 * Devices publish and ask; meanwhile a back end is killed, one added, one drained, and the manager
 * restarted; where there are several, the leader and two stores are killed as well. {@link Ledger}
 * says when an answer is wrong or unexplained, {@link Availability} how long keys went unanswered.
 *
 * <p>Whatever happens, also if this process is interrupted or killed, no process that it started
 * stays. Its temporary folder stays only if a check failed, for its logs.
 */
public final class Demo {
    private static final LeaseTiming TIMING = LeaseTiming.FAST;
    private static final int FRONT_ENDS = 2;
    private static final int AT_ONCE = 48;

    /** How long after an "unknown" the front end may hear of the loss. */
    private static final Duration LATE_NEWS = TIMING.manager().plusSeconds(2);

    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration REPUBLISHED = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final DemoOptions options;
    private final DemoProcesses processes;
    private final Progress progress;
    private final DeviceClient client = new DeviceClient();
    private final Ledger ledger;
    private final Traffic traffic = new Traffic();
    private final Faults faults;
    private final List<String> problems = new ArrayList<>();

    private Demo(DemoOptions options, DemoProcesses processes, Progress progress) {
        this.options = options;
        this.processes = processes;
        this.progress = progress;
        this.ledger =
                new Ledger(Devices.hashes(options.devices()), FRONT_ENDS, LATE_NEWS.toNanos());
        this.faults = new Faults(options, processes, progress);
    }

    /**
     * Runs the demo; takes some seconds longer than {@link DemoOptions#seconds()}, and minutes with
     * many devices.
     *
     * @param out where progress goes, in lines; the report is not printed
     * @throws TrialException if the demo could not be run; the message says why
     */
    public static DemoReport run(DemoOptions options, PrintStream out)
            throws TrialException, InterruptedException {
        DemoProcesses processes = new DemoProcesses(options);
        Thread hook = new Thread(processes::close, "demo-end");
        Runtime.getRuntime().addShutdownHook(hook);
        try (processes;
                Progress progress = new Progress(out)) {
            progress.start();
            return new Demo(options, processes, progress).run();
        } finally {
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException interrupted) {
            // It runs already.
        }
    }

    private DemoReport run() throws TrialException, InterruptedException {
        boolean isPassed = false;
        try (client) {
            startCluster();
            DemoReport report = drive();
            isPassed = report.isPassed();
            return report;
        } finally {
            if (!isPassed && processes.keepFolder()) {
                progress.event("the logs are kept in " + processes.folder());
            }
        }
    }

    private void startCluster() throws TrialException, InterruptedException {
        progress.event("START    %s, three back ends, two front ends"
                .formatted(ReportText.managers(options)));
        progress.event("         logs in " + processes.folder());
        processes.managers().start();
        processes.startBackEnds(Faults.FIRST_BACK_ENDS);
        processes.startFrontEnds(FRONT_ENDS);
        processes.awaitSharedBy(Faults.FIRST_BACK_ENDS);
        Probes probes = new Probes(processes.frontEnds(), client);
        Waiting.until("the front ends to find every key's owner", START, probes::areAllAnswered);
        probes.close();
    }

    private DemoReport drive() throws TrialException, InterruptedException {
        List<String> frontEnds = processes.frontEnds();
        Devices devices = new Devices(options.devices(), frontEnds, client, ledger, traffic);
        try (Republishing republishing =
                new Republishing(devices, frontEnds, client, ledger, traffic)) {
            republishing.start();
            publishAll(devices);
            Availability availability = underLoad(devices, republishing);
            progress.event("SETTLE   the load ends");
            Waiting.until(
                    "all devices that heard of a loss to publish again",
                    REPUBLISHED,
                    () -> republishing.pending() == 0);
            long missing = askAll(devices);
            progress.everySecond(() -> "");
            return report(missing, availability);
        }
    }

    private void publishAll(Devices devices) throws TrialException, InterruptedException {
        int count = devices.count();
        progress.event("PUBLISH  each of %,d devices publishes its address".formatted(count));
        progress.everySecond(() -> "%,d of %,d published".formatted(ledger.acknowledged(), count));
        Workers.forEach(count, AT_ONCE, device -> devices.publish(device, PATIENCE));
        int acknowledged = ledger.acknowledged();
        if (acknowledged < count) {
            throw new TrialException(
                    "only %,d of %,d first publications were acknowledged: the logs are in %s"
                            .formatted(acknowledged, count, processes.folder()));
        }
    }

    private Availability underLoad(Devices devices, Republishing republishing)
            throws InterruptedException {
        progress.event("LOAD     they go on publishing and asking; every answer is checked");
        progress.everySecond(() -> figures(republishing));
        Probes probes = new Probes(processes.frontEnds(), client);
        try (probes;
                Load load = new Load(devices, FRONT_ENDS)) {
            probes.start();
            load.start();
            faults.carryOut(System.nanoTime(), Duration.ofSeconds(options.seconds()));
        }
        return probes.availability();
    }

    private String figures(Republishing republishing) {
        return String.format(
                Locale.ROOT,
                "%,9d requests  %,d unknown  %,d wrong  %,d to publish again",
                traffic.requests.sum(),
                ledger.unknowns(),
                ledger.wrong(),
                republishing.pending());
    }

    /** Returns how many devices' newest address nobody answers. */
    private long askAll(Devices devices) throws InterruptedException {
        int count = devices.count();
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger found = new AtomicInteger();
        progress.event("ASK      each device is asked for once more");
        progress.everySecond(() -> "%,d of %,d asked for".formatted(asked.get(), count));
        Workers.forEach(count, AT_ONCE, device -> {
            if (isFound(devices, device)) {
                found.incrementAndGet();
            }
            asked.incrementAndGet();
        });
        while (ledger.mayBeExplained(System.nanoTime())) {
            Waiting.pause(PAUSE);
        }
        return (long) count - found.get();
    }

    private static boolean isFound(Devices devices, int device) throws InterruptedException {
        long deadline = System.nanoTime() + LATE_NEWS.toNanos();
        do {
            Devices.Found found = devices.ask(device, device % FRONT_ENDS, PATIENCE);
            if (found == Devices.Found.ADDRESS) {
                return true;
            }
            Waiting.pause(PAUSE);
        } while (System.nanoTime() - deadline < 0);
        return false;
    }

    private DemoReport report(long missing, Availability availability) throws TrialException {
        SortedMap<String, Integer> ranges;
        try (RendezvousOwners owners = processes.managers().owners()) {
            ranges = owners.ranges();
        }
        DemoReport.Outcome outcome = new DemoReport.Outcome(
                traffic.requests.sum(),
                traffic.ok.sum(),
                traffic.retried.sum(),
                ledger.unknowns(),
                ledger.unexplained(),
                ledger.wrong(),
                missing,
                traffic.lossesNotified.sum(),
                traffic.republished.sum());
        problems.addAll(faults.failures());
        addProblems(outcome);
        return new DemoReport(
                ReportText.managers(options),
                options.devices().size(),
                outcome,
                new DemoReport.FaultCounts(
                        faults.done(Fault.KILL),
                        faults.done(Fault.JOIN),
                        faults.done(Fault.DRAIN),
                        faults.done(Fault.MANAGER_RESTART),
                        faults.done(Fault.LEADER_KILL),
                        faults.done(Fault.STORE_KILL),
                        faults.areComplete()),
                faults.unavailable(availability),
                ranges,
                problems);
    }

    private void addProblems(DemoReport.Outcome outcome) {
        if (outcome.wrong() > 0) {
            problems.add("%,d answers were wrong".formatted(outcome.wrong()));
        }
        if (outcome.unexplained() > 0) {
            problems.add("%,d devices were unknown though no loss explains it, such as: %s"
                    .formatted(
                            outcome.unexplained(),
                            String.join("; ", ledger.describeUnexplained(5))));
        }
        if (outcome.missingAtEnd() > 0) {
            problems.add("%,d devices were not found again".formatted(outcome.missingAtEnd()));
        }
    }
}
