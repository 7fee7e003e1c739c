package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.OwnerId;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.runtime.DurationText;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves an owner's ranges to others. */
@Command(
        name = "drain",
        header = "Move all of an owner's ranges to others, so that it can be stopped.",
        description = {
            "",
            "Orders the leader to plan nothing for the owner any more. Its ranges are recalled and"
                    + " go to the other active owners, which waits for no lease's end. The order"
                    + " holds until \"centrifuge undrain\" takes it back, or the owner's process is"
                    + " started again.",
            "",
            "Without --wait the command returns once the order is committed."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge drain backend-2",
            "  centrifuge drain backend-2 --service rendezvous --wait --within 1m"
        })
final class DrainCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Mixin
    private OwnersServiceFlag service = new OwnersServiceFlag();

    @Option(names = "--wait", description = "Wait until the owner holds nothing.")
    private boolean wait;

    @Option(
            names = "--within",
            paramLabel = "TIME",
            description = "With --wait: how long at most. Default: 2m.")
    private Duration within = Duration.ofMinutes(2);

    @Parameters(paramLabel = "OWNER", description = "The owner's id.")
    private @Nullable OwnerId owner;

    @Mixin
    private ClientFlags flags = new ClientFlags();

    DrainCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        OwnerId id = Objects.requireNonNull(owner);
        boolean empty = true;
        long began = System.nanoTime();
        OwnersReport before;
        try (ManagerClient client = flags.client(context)) {
            before = service.find(client, id);
            client.drain(new DrainOrder(before.service(), id));
            if (wait) {
                empty = new DrainWait(client, before.service(), id).await(began + within.toNanos());
            }
        }
        report(before, id, empty, Duration.ofNanos(System.nanoTime() - began));
        if (wait && !empty) {
            throw CommandFailure.failed(
                    ("owner %s of service %s is draining, and still holds ranges"
                                    + " after %s: see \"centrifuge owners %s\"; another owner"
                                    + " must be active to take them")
                            .formatted(
                                    id,
                                    before.service(),
                                    DurationText.of(within),
                                    before.service()));
        }
        return ExitCodes.OK;
    }

    private void report(OwnersReport before, OwnerId id, boolean empty, Duration took) {
        int ranges = NamedOwner.current(before, id).map(OwnerStatus::ranges).orElse(0);
        boolean others = before.owners().stream()
                .anyMatch(status -> status.state() == OwnerState.ACTIVE
                        && !status.owner().id().equals(id));
        if (flags.json()) {
            ObjectNode node = Json.object()
                    .put("service", before.service().value())
                    .put("owner", id.value())
                    .put("ranges_before", ranges)
                    .put("other_active_owners", others)
                    .put("waited", wait);
            context.out()
                    .println(
                            wait
                                    ? node.put("drained", empty).put("took_ms", took.toMillis())
                                    : node);
        } else if (wait && empty) {
            context.out()
                    .printf(
                            "owner %s of service %s is drained: %s moved in %s%n",
                            id,
                            before.service(),
                            Format.count(ranges, "range"),
                            DurationText.of(took));
        } else {
            context.out()
                    .printf(
                            "owner %s of service %s is draining: %s to move%n",
                            id, before.service(), Format.count(ranges, "range"));
            if (!others) {
                context.out()
                        .println(context.style()
                                .notice("no other owner is active: ranges stay until one joins"));
            }
        }
    }
}
