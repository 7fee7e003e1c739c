package io.centrifuge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The hot calls beside other things. */
@Command(
        name = "local",
        header = "Measure the calls that every request makes, beside others' and bare reads.",
        description = {
            "",
            "A lookup and a check, by the libraries that users call, on what a manager in the same"
                    + " process told them: 100 owners with 64 virtual nodes each, and with 640."
                    + " Beside them an array read, a binary search of the same ranges, the clock"
                    + " reads that a check makes, Helix' routing table and Hazelcast's partition"
                    + " lookup with as many partitions. JMH runs each in a process of its own, for"
                    + " some two minutes in all. Hashes come in an order that no processor"
                    + " learns, Strings as if they had just been read.",
            "",
            "A figure is that of the best iteration, since whatever else the machine does can only"
                    + " make one slower. The first time Maven fetches Helix and Hazelcast."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge bench local",
            "  centrifuge bench local --json | tail -n 1 | jq .lookup_ratio_6400"
        })
final class BenchLocalCommand implements Callable<Integer> {
    /** Set by the script {@code centrifuge}: the folder of the jars. */
    private static final String JARS = "centrifuge.hot-calls";

    private final ProcessContext context;

    @Option(
            names = "--json",
            description = "Print the figures as one JSON object, the last line of stdout.")
    private boolean json;

    BenchLocalCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, IOException, InterruptedException {
        HotCallsRun run = new HotCallsRun(jars(), this::progress);
        JmhResults results = new JmhResults();
        run.measure(LocalFigures.WITH_FEW, LocalFigures.FEW_RANGES, results);
        run.measure(LocalFigures.WITH_MANY, LocalFigures.MANY_RANGES, results);
        LocalFigures figures = LocalFigures.of(results);
        LocalBenchReport report = new LocalBenchReport(context.out());
        if (json) {
            report.json(figures);
        } else {
            report.text(figures);
        }
        return ExitCodes.OK;
    }

    private static Path jars() throws CommandFailure {
        Path jars = Path.of(System.getProperty(JARS, ""));
        if (System.getProperty(JARS) == null || !Files.isDirectory(jars)) {
            throw CommandFailure.failed("what is compared isn't here: run \"./centrifuge bench"
                    + " local\" in the folder of the sources, which builds it");
        }
        return jars;
    }

    private void progress(String line) {
        context.err().println(line);
        context.err().flush();
    }
}
