package io.centrifuge.cli;

import io.centrifuge.OwnerId;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.LetInOrder;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends that an owner is kept out. */
@Command(
        name = "let-in",
        header = "Give ranges again to an owner that was kept out.",
        description = {
            "",
            "The leader keeps an owner out that came and went, until it has been there for a"
                    + " while. This orders it to plan for the owner at once, and to forgive what it"
                    + " remembers of it: how often it came and went. If it does so again it is kept"
                    + " out again. \"centrifuge owners\" shows who is kept out, and why."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge let-in backend-2",
            "  centrifuge let-in backend-2 --service rendezvous"
        })
final class LetInCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Mixin
    private OwnersServiceFlag service = new OwnersServiceFlag();

    @Parameters(paramLabel = "OWNER", description = "The owner's id.")
    private @Nullable OwnerId owner;

    @Mixin
    private ClientFlags flags = new ClientFlags();

    LetInCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        OwnerId id = Objects.requireNonNull(owner);
        OwnersReport before;
        try (ManagerClient client = flags.client(context)) {
            before = service.find(client, id, "");
            client.letIn(new LetInOrder(before.service(), id));
        }
        Optional<OwnerStatus> status = NamedOwner.current(before, id);
        boolean wasOut = status.flatMap(OwnerStatus::keptOut).isPresent();
        List<Cordon> cordons = status.map(before::cordonsOf).orElse(List.of());
        if (flags.json()) {
            context.out()
                    .println(Json.object()
                            .put("service", before.service().value())
                            .put("owner", id.value())
                            .put("was_kept_out", wasOut)
                            .put("cordoned", !cordons.isEmpty()));
        } else {
            context.out()
                    .printf(
                            wasOut
                                    ? "owner %s of service %s is let in%n"
                                    : "owner %s of service %s was not kept out%n",
                            id,
                            before.service());
            cordons.forEach(cordon -> context.out()
                    .println(context.style()
                            .notice("%s is cordoned, and gets no ranges: %s lifts that"
                                    .formatted(cordon, Cordons.lifting(cordon)))));
            if (status.filter(one -> one.state() == OwnerState.DRAINING).isPresent()) {
                context.out()
                        .println(context.style()
                                .notice(("it is drained, and gets no ranges: \"centrifuge undrain"
                                                + " %s\" takes that back")
                                        .formatted(id)));
            }
        }
        return ExitCodes.OK;
    }
}
