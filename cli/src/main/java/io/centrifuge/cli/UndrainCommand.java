package io.centrifuge.cli;

import io.centrifuge.OwnerId;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.UndrainOrder;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a drain back. */
@Command(
        name = "undrain",
        header = "Give ranges again to an owner that was drained.",
        description = {
            "",
            "Takes back what \"centrifuge drain\" ordered: the leader plans for the owner again,"
                    + " and its share of the ranges is recalled from the others, which waits for"
                    + " no lease's end. The command returns once the order is committed."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge undrain backend-2",
            "  centrifuge undrain backend-2 --service rendezvous"
        })
final class UndrainCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Mixin
    private OwnersServiceFlag service = new OwnersServiceFlag();

    @Parameters(paramLabel = "OWNER", description = "The owner's id.")
    private @Nullable OwnerId owner;

    @Mixin
    private ClientFlags flags = new ClientFlags();

    UndrainCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        OwnerId id = Objects.requireNonNull(owner);
        OwnersReport before;
        try (ManagerClient client = flags.client(context)) {
            before = service.find(client, id);
            client.undrain(new UndrainOrder(before.service(), id));
        }
        boolean wasDrained = NamedOwner.current(before, id)
                .filter(status -> status.state() == OwnerState.DRAINING)
                .isPresent();
        if (flags.json()) {
            context.out()
                    .println(Json.object()
                            .put("service", before.service().value())
                            .put("owner", id.value())
                            .put("was_drained", wasDrained));
        } else {
            context.out()
                    .printf(
                            wasDrained
                                    ? "owner %s of service %s gets its share again%n"
                                    : "owner %s of service %s was not drained%n",
                            id,
                            before.service());
        }
        return ExitCodes.OK;
    }
}
