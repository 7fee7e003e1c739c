package io.centrifuge.cli;

import io.centrifuge.ServiceName;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerClient;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes of lease tables, and of who leads, live. */
@Command(
        name = "watch",
        header = "Show who leads, and changes of the lease table, as they happen.",
        description = {
            "",
            "One line for each owner that gave ranges away or got some, when that has come to an"
                    + " end: the time, the LSN, who had the ranges and who has them now (\"-\" is"
                    + " nobody), how many they are and which share of all keys; LOSS where their"
                    + " state did not come along, and why: expired, released, merged, restored or"
                    + " unknown; and for how long nobody had one of them. With -v, a line for each"
                    + " of the ranges. Goes on until Ctrl-C, and through restarts of the manager:"
                    + " what changed meanwhile is shown afterwards.",
            "",
            "And one line whenever a manager leads, stands by, or does not answer within a second:"
                    + " with the term, and how long no manager said that it leads.",
            "",
            "With --json each line is an object whose \"type\" is table, move, change (with -v),"
                    + " disconnected, connected or manager."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge watch",
            "  centrifuge watch rendezvous",
            "  centrifuge watch rendezvous --json | jq -c 'select(.loss)'"
        })
final class WatchCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Parameters(
            arity = "0..1",
            paramLabel = "SERVICE",
            description = "All services if absent, those that come later included.")
    private @Nullable ServiceName service;

    @Option(
            names = {"-v", "--verbose"},
            description = "Show each range of a move.")
    private boolean verbose;

    @Mixin
    private ClientFlags flags = new ClientFlags();

    WatchCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        return UntilSignalled.run(this::watch);
    }

    private int watch() throws CommandFailure, AdminException {
        ManagerAddresses managers = flags.managers(context);
        ManagerChannels connections = flags.connections(context);
        List<ServiceName> services;
        try (ManagerClient client = new ManagerClient(managers, connections, flags.timeout())) {
            services = client.services();
        }
        if (service == null && services.isEmpty() && !flags.json()) {
            context.out().println("no services yet: waiting for the first owner to join");
        }
        boolean all = service == null;
        WatchPrinter printer = new WatchPrinter(context, flags.json(), all, verbose);
        new Watch(managers, connections, printer, all)
                .run(service == null ? services : List.of(service));
        return ExitCodes.OK;
    }
}
