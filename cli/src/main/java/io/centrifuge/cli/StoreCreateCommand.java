package io.centrifuge.cli;

import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a group together. */
@Command(
        name = "create",
        header = "Put a new group together, once.",
        description = {
            "",
            "Each process named must run, with an empty folder and an id of its own (--member). A"
                    + " creation that was cut short is finished by the same command.",
            "",
            "Observers follow the store and propose to it, and have no vote: managers beside a"
                    + " store that has processes of its own."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge store create m1:7400 m2:7400 m3:7400",
            "  centrifuge store create s1:7500 s2:7500 s3:7500 --observers m1:7400,m2:7400"
        })
final class StoreCreateCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Parameters(
            paramLabel = "HOST:PORT",
            arity = "1..*",
            description = "Where the processes of the members answer.")
    private List<ManagerAddress> voters = List.of();

    @Option(
            names = "--observers",
            paramLabel = "HOST:PORT",
            description = "Likewise, of members without a vote, separated by commas.")
    private @Nullable ManagerAddresses observers;

    @Option(
            names = "--first",
            description = "Grant at once: no manager ran at these addresses before whose leases may"
                    + " still run. Without it the new store grants nothing for as long as a lease"
                    + " may last.")
    private boolean first;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long to wait for an answer, and for the group to have a leader."
                    + " Default: 15s.")
    private Duration timeout = Duration.ofSeconds(15);

    @Option(names = "--json", description = "Print JSON on stdout instead of text.")
    private boolean json;

    @Mixin
    private ConnectionFlags connection = new ConnectionFlags();

    StoreCreateCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure {
        List<ManagerAddress> observing = observers == null ? List.of() : observers.all();
        List<ManagerAddress> all = new ArrayList<>(voters);
        all.addAll(observing);
        try (StoreGroup group = connection.group(addresses(all), timeout, context)) {
            StoreFlags.report(context, json, "the group is made", group.create(observing, first));
        }
        if (!first && !json) {
            context.out()
                    .println("grants begin once a lease would be over: " + StartMessages.WAITS);
        }
        return ExitCodes.OK;
    }

    private static ManagerAddresses addresses(List<ManagerAddress> all) throws CommandFailure {
        try {
            return new ManagerAddresses(all);
        } catch (IllegalArgumentException twice) {
            throw CommandFailure.usage(String.valueOf(twice.getMessage()));
        }
    }
}
