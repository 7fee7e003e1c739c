package io.centrifuge.cli;

import io.centrifuge.protocol.client.ManagerAddress;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Replaces a member. */
@Command(
        name = "replace",
        header = "Replace a member, such as one that lost its disk.",
        description = {
            "",
            "Removes the member, and adds that of the process, which must run with an empty folder;"
                    + " its id may be the old one or another. A member that came back with an empty"
                    + " disk and were not replaced would never catch up.",
            "",
            "If it fails, give the same command again: it goes on, or names the command that does."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge store replace s2 10.0.0.6:7500 --at 10.0.0.5:7500,10.0.0.7:7500"
        })
final class StoreReplaceCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Parameters(index = "0", paramLabel = "ID", description = "The id of the member that goes.")
    private @Nullable String id;

    @Parameters(
            index = "1",
            paramLabel = "HOST:PORT",
            description = "Where the process of the member that comes answers.")
    private @Nullable ManagerAddress process;

    @Mixin
    private StoreFlags flags = new StoreFlags();

    StoreReplaceCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure {
        try (StoreGroup group = flags.group(context)) {
            StoreGroup.Replaced replaced =
                    group.replace(Objects.requireNonNull(id), Objects.requireNonNull(process));
            flags.report(
                    context,
                    replaced.isDoneNow() ? "replaced" : "nothing to do, it is a member",
                    replaced.group());
        }
        return ExitCodes.OK;
    }
}
