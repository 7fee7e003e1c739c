package io.centrifuge.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes a member. */
@Command(
        name = "remove",
        header = "Remove a member from the group.",
        description = {
            "",
            "Its process, if it runs, halts; start it no more, or with an empty folder. The members"
                    + " that stay must have a majority up."
        },
        footer = {"", "Examples:", "  centrifuge store remove s2 --at 10.0.0.5:7500,10.0.0.7:7500"})
final class StoreRemoveCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Parameters(paramLabel = "ID", description = "The member's id.")
    private @Nullable String id;

    @Mixin
    private StoreFlags flags = new StoreFlags();

    StoreRemoveCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure {
        try (StoreGroup group = flags.group(context)) {
            flags.report(context, "removed", group.remove(Objects.requireNonNull(id)));
        }
        return ExitCodes.OK;
    }
}
