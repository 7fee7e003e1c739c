package io.centrifuge.cli;

import io.centrifuge.demo.Demo;
import io.centrifuge.demo.DemoOptions;
import io.centrifuge.demo.DemoReport;
import io.centrifuge.demo.DeviceList;
import io.centrifuge.demo.cluster.TrialException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The paper's sample application, with faults. */
@Command(
        name = "demo",
        header = "Run the rendezvous service here, break it, and check every answer.",
        description = {
            "",
            "Starts a manager, or as many as --managers says, three back ends and two front ends as"
                    + " separate processes on loopback, with the timing fast and a temporary data"
                    + " folder. The managers keep the store, unless --stores gives it processes of"
                    + " its own; --tls connects all of them by TLS.",
            "",
            "Devices publish their addresses and ask for each other's, while one back end is"
                    + " killed, one added, one drained, and the manager that leads restarted. With"
                    + " several managers, over a store of three members or more, the leader is then"
                    + " killed, and after it as many of the store's own processes at once as it can"
                    + " do without. At the end it tells whether an answer was wrong, and how long"
                    + " keys went unanswered.",
            "",
            "Everything that it started ends with it, also on Ctrl-C. Exits 0 only if no check"
                    + " failed; times don't count."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge demo",
            "  centrifuge demo --devices names.txt --seconds 120",
            "  centrifuge demo --managers 3 --stores 5 --seconds 90",
            "  centrifuge demo --managers 3 --stores 5 --seconds 90 --tls",
            "  centrifuge demo --json | tail -n 1 | jq .wrong"
        })
final class DemoCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Option(
            names = "--devices",
            paramLabel = "FILE",
            description = "The devices' ids, one a line, any UTF-8. Default: a built-in list.")
    private @Nullable Path devices;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long, from the first publication of all, from 20 to 86400. Default:"
                    + " 60.")
    private int seconds = DemoOptions.DEFAULT_SECONDS;

    @Option(
            names = "--managers",
            paramLabel = "N",
            description =
                    "How many managers, up to 9; with 3 or more, or 2 over 3 stores, the one that"
                            + " leads is killed, too. Default: 1.")
    private int managers = 1;

    @Option(
            names = "--stores",
            paramLabel = "N",
            description = "In how many processes of its own the store is kept, up to 9; with 3 or"
                    + " more, as many are killed at once as it can do without. Default: 0, the"
                    + " managers keep it.")
    private int stores;

    @Option(
            names = "--tls",
            description = "Connect managers, store, back ends and front ends by TLS, with"
                    + " certificates of an authority that is thrown away.")
    private boolean tls;

    @Option(
            names = "--json",
            description = "Print the report as one JSON object, the last line of stdout; progress"
                    + " goes to stderr.")
    private boolean json;

    DemoCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, TrialException, InterruptedException {
        DemoReport report = Demo.run(options(), progress());
        context.out().println(json ? report.toJson() : report.toText());
        return report.exitCode();
    }

    private DemoOptions options() throws CommandFailure {
        try {
            List<String> ids = devices == null ? DeviceList.builtIn() : DeviceList.read(devices);
            return new DemoOptions(ids, seconds, DemoOptions.LAUNCHER, managers, stores, tls);
        } catch (TrialException | IllegalArgumentException unusable) {
            throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
        }
    }

    private PrintStream progress() {
        return new PrintStream(
                new FileOutputStream(json ? FileDescriptor.err : FileDescriptor.out),
                true,
                StandardCharsets.UTF_8);
    }
}
