package io.centrifuge.cli;

import io.centrifuge.benchmarks.manager.ManagerBenchmark;
import io.centrifuge.benchmarks.manager.ManagerFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The manager's machine with many owners. */
@Command(
        name = "manager",
        header = "Measure the manager's machine alone, with many owners.",
        description = {
            "",
            "What a manager decides and remembers, without its network and its store: the machine"
                    + " that runs in production, in virtual time, with modelled owners of 64"
                    + " virtual nodes at the standard timing. Figures are processor time of the"
                    + " machine's thread, and the time that passed beside it. A join, leave or"
                    + " expiry is all that it causes until all is quiet, in the median of several.",
            "",
            "A manager has run for hours when it matters, so all is done first with 1000 owners,"
                    + " three times, and with as many as are measured, once to 20 times, and those"
                    + " figures are thrown away.",
            "",
            "Without --owners, a table for 100 to 10000 owners, which takes some minutes."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge bench manager",
            "  centrifuge bench manager --owners 10000",
            "  centrifuge bench manager --owners 130 --json | jq .renewal_us"
        })
final class BenchManagerCommand implements Callable<Integer> {
    private static final List<Integer> OF_TABLE = List.of(100, 300, 1_000, 3_000, 10_000);
    private static final List<Integer> OF_JSON = List.of(1_000);

    private final ProcessContext context;

    @Option(
            names = "--owners",
            paramLabel = "N",
            description = "How many, from 2 to 20000. Default: a table for several; with --json,"
                    + " 1000.")
    private @Nullable Integer owners;

    @Option(
            names = "--json",
            description = "Print the figures, in processor time, as one JSON object, the last line"
                    + " of stdout.")
    private boolean json;

    BenchManagerCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure {
        List<ManagerBenchmark> benchmarks = benchmarks();
        ManagerBenchmark.warmUp(this::progress);
        List<ManagerFigures> figures = new ArrayList<>();
        for (ManagerBenchmark benchmark : benchmarks) {
            figures.add(benchmark.measure(this::progress));
        }
        ManagerBenchReport report = new ManagerBenchReport(context.out());
        if (json) {
            report.json(figures.getFirst());
        } else if (owners != null) {
            report.one(figures.getFirst());
        } else {
            report.growth(figures);
        }
        return ExitCodes.OK;
    }

    private List<ManagerBenchmark> benchmarks() throws CommandFailure {
        List<Integer> counts = owners != null ? List.of(owners) : json ? OF_JSON : OF_TABLE;
        try {
            return counts.stream().map(ManagerBenchmark::new).toList();
        } catch (IllegalArgumentException unusable) {
            throw CommandFailure.usage("--owners: " + unusable.getMessage());
        }
    }

    private void progress(String line) {
        context.err().println(line);
        context.err().flush();
    }
}
