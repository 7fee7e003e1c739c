package io.centrifuge.cli;

import io.centrifuge.protocol.client.ManagerAddress;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a member. */
@Command(
        name = "add",
        header = "Add a process's member to the group.",
        description = {
            "",
            "The process must run with an empty folder and an id (--member) that is new to the"
                    + " group. It gets all that is committed before it counts."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge store add 10.0.0.8:7500 --at 10.0.0.5:7500,10.0.0.6:7500,10.0.0.7:7500"
        })
final class StoreAddCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Parameters(paramLabel = "HOST:PORT", description = "Where the member's process answers.")
    private @Nullable ManagerAddress process;

    @Option(
            names = "--observer",
            description = "Without a vote: a manager beside a store of other processes.")
    private boolean observer;

    @Mixin
    private StoreFlags flags = new StoreFlags();

    StoreAddCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure {
        try (StoreGroup group = flags.group(context)) {
            flags.report(context, "added", group.add(Objects.requireNonNull(process), !observer));
        }
        return ExitCodes.OK;
    }
}
