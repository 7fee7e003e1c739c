package io.centrifuge.cli;

import io.centrifuge.LeaseTiming;
import io.centrifuge.simulation.RunResult;
import io.centrifuge.simulation.Shrinker;
import io.centrifuge.simulation.Simulation;
import io.centrifuge.simulation.scenario.KeptFaults;
import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.scenario.Sizes;
import io.centrifuge.simulation.world.Trace;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The machines under every fault, in virtual time. */
@Command(
        name = "simulate",
        header = "Run managers, owners and lookups in virtual time, under every fault.",
        description = {
            "",
            "Each seed is a world of its own: the machines of the managers, owners and lookups that"
                    + " run in production, with simulated clocks, network and store. Its mix of"
                    + " faults, sizes and timing follows from the seed. Every guarantee is checked"
                    + " after every event; then the faults end, and all must be served within the"
                    + " bound.",
            "",
            "A seed that breaks a guarantee is shrunk to a smaller scenario, and shown with what"
                    + " happened last and the command that replays it. The same command on the same"
                    + " commit always gives the same."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge simulate",
            "  centrifuge simulate --seeds 10000",
            "  centrifuge simulate --minutes 60 --terms paper",
            "  centrifuge simulate --seed 42 --trace | less"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final int SHRINKING_RUNS = 500;
    private static final int LINES_SHOWN = 60;

    private final ProcessContext context;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "How many seeds. Default: 200; with --seed, 1; with --minutes, as many as"
                    + " fit.")
    private @Nullable Long seeds;

    @Option(names = "--seed", paramLabel = "S", description = "The first seed. Default: 1.")
    private @Nullable Long seed;

    @Option(
            names = "--minutes",
            paramLabel = "M",
            description = "Begin no seed after so many minutes.")
    private @Nullable Double minutes;

    @Option(names = "--trace", description = "Print all that happens. Of one seed only.")
    private boolean trace;

    @Option(
            names = "--events",
            paramLabel = "N",
            description = "How many events a seed runs before its faults end. Default: 50000.")
    private int events = 50_000;

    @Option(
            names = "--terms",
            paramLabel = "NAME",
            description = "Lease under this timing, standard, paper or fast, rather than what the"
                    + " seed says.")
    private @Nullable LeaseTiming timing;

    @Option(
            names = "--services",
            paramLabel = "N",
            description = "So many services, rather than what the seed says.")
    private @Nullable Integer services;

    @Option(names = "--owners", paramLabel = "N", description = "Likewise: owners of each service.")
    private @Nullable Integer owners;

    @Option(names = "--managers", paramLabel = "N", description = "Likewise: managers.")
    private @Nullable Integer managers;

    @Option(
            names = "--lookups",
            paramLabel = "N",
            description = "Likewise: lookups of each service.")
    private @Nullable Integer lookups;

    @Option(
            names = "--faults",
            paramLabel = "LIST",
            description = "Of the seed's discrete faults, only those with these numbers, such as"
                    + " 3,17-22, or none.")
    private KeptFaults faults = KeptFaults.ALL;

    @Option(
            names = "--rarely",
            paramLabel = "FACTOR",
            description = "Discrete faults come so many times more rarely than the seed says: more"
                    + " like production.")
    private double rarely = 1;

    @Option(names = "--calm", description = "A network that loses, delays and repeats no message.")
    private boolean calm;

    SimulateCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        require(seeds == null || seeds > 0, "--seeds", seeds, "1 or more");
        require(minutes == null || minutes > 0, "--minutes", minutes, "above 0");
        require(events >= 0, "--events", events, "0 or more");
        Scenario first = scenario(seed == null ? 1 : seed);
        if (trace) {
            return traced(first);
        }
        return UntilSignalled.run(this::many);
    }

    private static void require(boolean holds, String flag, @Nullable Object value, String range)
            throws CommandFailure {
        if (!holds) {
            throw CommandFailure.usage("%s must be %s, but is %s".formatted(flag, range, value));
        }
    }

    /** What the seed decides, but for what the flags say. */
    private Scenario scenario(long ofSeed) throws CommandFailure {
        Scenario scenario = Scenario.of(ofSeed, events);
        if (timing != null) {
            scenario = scenario.with(timing);
        }
        if (calm) {
            scenario = scenario.with(scenario.messages().calm());
        }
        Sizes drawn = scenario.sizes();
        try {
            return scenario.with(faults)
                    .rarely(rarely)
                    .with(new Sizes(
                            services == null ? drawn.services() : services,
                            owners == null ? drawn.owners() : owners,
                            managers == null ? drawn.managers() : managers,
                            lookups == null ? drawn.lookups() : lookups,
                            drawn.virtualNodes(),
                            drawn.names()));
        } catch (IllegalArgumentException refusal) {
            throw CommandFailure.usage(String.valueOf(refusal.getMessage()));
        }
    }

    private int traced(Scenario scenario) throws CommandFailure {
        if (seeds != null && seeds != 1) {
            throw CommandFailure.usage("--trace shows one seed: leave --seeds out");
        }
        PrintWriter out = context.out();
        RunResult outcome = Simulation.run(scenario, Trace.to(out::println));
        out.printf("trace hash %016x%n", outcome.traceHash());
        outcome.failure()
                .ifPresent(failure -> out.printf("%s: %s%n", failure.invariant(), failure.what()));
        out.flush();
        return outcome.failure().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private int many() throws CommandFailure, InterruptedException {
        long first = seed == null ? 1 : seed;
        long count = seeds != null
                ? seeds
                : minutes != null ? Long.MAX_VALUE - first : seed != null ? 1 : 200;
        Duration longest = minutes == null
                ? Duration.ofDays(365)
                : Duration.ofMillis((long) (minutes * 60_000));
        SeedRuns runs = new SeedRuns(first, count, longest, this::scenario);
        SimulationReport report = new SimulationReport(context.out());
        Optional<RunResult> failed = runs.run(line -> {
            context.err().println(line);
            context.err().flush();
        });
        report.totals(runs.results());
        if (failed.isEmpty()) {
            return ExitCodes.OK;
        }
        context.err().println("a guarantee is broken; looking for a smaller scenario");
        RunResult smallest = Shrinker.shrink(failed.get(), SHRINKING_RUNS);
        report.failure(failed.get(), smallest, otherFlags(), lastLines(smallest.scenario()));
        return ExitCodes.FAILED;
    }

    /** The flags that a scenario doesn't tell of. */
    private String otherFlags() {
        return (timing == null ? "" : " --terms " + Format.nameOf(timing))
                + (rarely == 1 ? "" : " --rarely " + rarely);
    }

    private static Iterable<String> lastLines(Scenario scenario) {
        Deque<String> lines = new ArrayDeque<>();
        Simulation.run(scenario, Trace.to(line -> {
            lines.addLast(line);
            if (lines.size() > LINES_SHOWN) {
                lines.removeFirst();
            }
        }));
        return lines;
    }
}
