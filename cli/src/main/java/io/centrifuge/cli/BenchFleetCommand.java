package io.centrifuge.cli;

import io.centrifuge.LeaseTiming;
import io.centrifuge.benchmarks.fleet.Churn;
import io.centrifuge.benchmarks.fleet.FleetBenchmark;
import io.centrifuge.benchmarks.fleet.FleetFigures;
import io.centrifuge.benchmarks.fleet.FleetOptions;
import io.centrifuge.demo.cluster.TrialException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A whole fleet of processes. */
@Command(
        name = "fleet",
        header = "Measure real managers with real owners and lookups, on this machine.",
        description = {
            "",
            "Starts managers and stores as \"centrifuge manager\" and \"centrifuge store\" do, and"
                    + " owners and lookups in processes of their own, on loopback and in a"
                    + " temporary folder. It measures the manager with nobody connected, starts"
                    + " everybody at once, measures the fleet at rest, does what --churn says,"
                    + " restarts single owners, and kills one. Everything that it started ends with"
                    + " it, also on Ctrl-C.",
            "",
            "All owners are asked for the same keys all the time; a key is held twice if another"
                    + " says \"held\" between two such answers of one. Whole lookups keep the"
                    + " table; watchers decode every answer and follow its LSN, and 50 of them"
                    + " share a connection. From commit to applied is counted from when the first"
                    + " manager was told of the commit.",
            "",
            "Progress goes to stderr, time lines to an HTML page that needs no network."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge bench fleet --owners 100 --lookups 100",
            "  centrifuge bench fleet --owners 130 --lookups 1000 --terms paper --busy 4",
            "  centrifuge bench fleet --owners 200 --lookups 2000 --churn mass",
            "  centrifuge bench fleet --owners 1000 --lookups 0 --managers 3 --churn takeover",
            "  centrifuge bench fleet --owners 300 --lookups 500 --managers 3 --churn stall",
            "  centrifuge bench fleet --owners 50 --lookups 50 --json | jq .renewal_ms_p99"
        })
final class BenchFleetCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Option(
            names = "--owners",
            paramLabel = "N",
            required = true,
            description = "How many owners, from 1 to 20000.")
    private int owners;

    @Option(
            names = "--lookups",
            paramLabel = "N",
            required = true,
            description = "How many lookups, from 0 to 100000.")
    private int lookups;

    @Option(
            names = "--whole-lookups",
            paramLabel = "N",
            description = "How many of them keep the table; the others only watch. Default: all but"
                    + " one, or 200 of more than 2000.")
    private @Nullable Integer whole;

    @Option(
            names = "--managers",
            paramLabel = "N",
            description = "How many managers, from 1 to 9. Default: 1.")
    private int managers = 1;

    @Option(
            names = "--stores",
            paramLabel = "N",
            description = "In how many processes of its own the store is kept, from 0 to 9; with 0"
                    + " the managers keep it. Default: 0.")
    private int stores;

    @Option(
            names = "--services",
            paramLabel = "N",
            description = "Among how many services owners and lookups are shared out, from 1 to"
                    + " 1000, and no more than owners. Default: 1.")
    private int services = 1;

    @Option(
            names = "--terms",
            paramLabel = "NAME",
            description = "The managers' timing of leases: standard, paper or fast. Default:"
                    + " standard.")
    private LeaseTiming timing = LeaseTiming.STANDARD;

    @Option(
            names = "--churn",
            paramLabel = "KIND",
            description = "What is done to the fleet at rest: none; patch, owners restarted in ten"
                    + " groups, and a manager that leads after each of the first; mass, all owners"
                    + " restarted at once, three times; takeover, the leader killed again and"
                    + " again; stall, most of the store stopped for 5 s, and once more for 14 s."
                    + " Default: none.")
    private Churn churn = Churn.NONE;

    @Option(
            names = "--tls",
            description = "Connect everything by TLS, with certificates of an authority that is"
                    + " thrown away.")
    private boolean tls;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "How long the fleet is measured at rest, and takeovers go on, from 2 to"
                    + " 86400. Default: 60.")
    private int seconds = FleetOptions.DEFAULT_SECONDS;

    @Option(
            names = "--busy",
            paramLabel = "N",
            description = "Have N threads, up to 1000, take what processors there are, besides."
                    + " Default: 0.")
    private int busy;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "Write the time lines to this file. Default: one in the system's"
                    + " temporary folder.")
    private @Nullable Path page;

    @Option(
            names = "--lie",
            hidden = true,
            description = "Have an owner say that it holds what it doesn't.")
    private boolean lies;

    @Option(
            names = "--json",
            description = "Print the figures as one JSON object, the last line of stdout.")
    private boolean json;

    BenchFleetCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        FleetBenchmark benchmark = benchmark();
        Path writable = writablePage();
        return UntilSignalled.run(() -> run(benchmark, writable));
    }

    private int run(FleetBenchmark benchmark, Path writable) throws TrialException {
        try {
            FleetFigures figures = benchmark.run(writable);
            FleetBenchReport report = new FleetBenchReport(context.out());
            if (json) {
                report.json(figures);
            } else {
                report.text(figures);
            }
            return ExitCodes.OK;
        } catch (InterruptedException toldToEnd) {
            context.err().println("centrifuge: told to end; so have all processes");
            return ExitCodes.FAILED;
        }
    }

    private FleetBenchmark benchmark() throws CommandFailure {
        try {
            int wholeLookups =
                    Objects.requireNonNullElse(whole, FleetOptions.Size.wholeOf(lookups));
            FleetOptions options = new FleetOptions(
                    new FleetOptions.Size(
                            owners, lookups, wholeLookups, managers, stores, services),
                    Format.nameOf(timing),
                    timing,
                    churn,
                    tls,
                    seconds,
                    busy,
                    lies);
            return new FleetBenchmark(options, Main.class.getName(), this::progress);
        } catch (IllegalArgumentException unusable) {
            throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
        }
    }

    /** Found out before everything is measured. */
    private Path writablePage() throws CommandFailure, IOException {
        if (page == null) {
            return Files.createTempFile("centrifuge-fleet-", ".html");
        }
        try {
            return Files.writeString(page, "");
        } catch (IOException unwritable) {
            throw CommandFailure.usage("--page: can't write " + page + ": " + unwritable);
        }
    }

    private void progress(String line) {
        context.err().println(line);
        context.err().flush();
    }
}
