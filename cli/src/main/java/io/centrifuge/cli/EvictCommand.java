package io.centrifuge.cli;

import io.centrifuge.OwnerId;
import io.centrifuge.protocol.admin.EvictOrder;
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

/** Takes an owner's name away. */
@Command(
        name = "evict",
        header = "Make an owner's process drop all that it has, and never join again.",
        description = {
            "",
            "For a process that must not serve any more and can't be stopped: a drained one still"
                    + " has its name, an evicted one has not. It is told, drops its ranges and"
                    + " stays out; if it doesn't answer, its ranges go to others once its leases"
                    + " are over. Their state is lost: \"centrifuge drain\" is gentler.",
            "",
            "Only this start of the process is meant: the next one under the same id may join,"
                    + " unless the id is cordoned (\"centrifuge drain --cordon\"). The order can't"
                    + " be taken back. The command returns once it is committed."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge evict backend-2",
            "  centrifuge evict backend-2 --service rendezvous --wait"
        })
final class EvictCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Mixin
    private OwnersServiceFlag service = new OwnersServiceFlag();

    @Option(names = "--wait", description = "Wait until it holds nothing.")
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

    EvictCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        OwnerId id = Objects.requireNonNull(owner);
        long began = System.nanoTime();
        OwnersReport before;
        OwnerStatus meant;
        boolean empty = true;
        try (ManagerClient client = flags.client(context)) {
            before = service.find(client, id);
            meant = NamedOwner.current(before, id).orElseThrow();
            client.evict(new EvictOrder(before.service(), meant.owner()));
            if (wait) {
                empty = new DrainWait(client, before.service(), meant.owner()::equals)
                        .await(began + within.toNanos());
            }
        }
        report(before, meant, empty);
        if (!empty) {
            throw CommandFailure.failed(
                    ("%s is evicted, and its ranges are not free yet after %s: see \"centrifuge"
                                    + " table %s\"")
                            .formatted(meant.owner(), DurationText.of(within), before.service()));
        }
        return ExitCodes.OK;
    }

    private void report(OwnersReport before, OwnerStatus meant, boolean empty) {
        if (flags.json()) {
            var node = Json.putOwner(
                            Json.object().put("service", before.service().value()), meant.owner())
                    .put("ranges_before", meant.ranges())
                    .put("waited", wait);
            context.out().println(wait ? node.put("empty", empty) : node);
        } else {
            context.out()
                    .printf(
                            "owner %s of service %s is evicted: %s%n",
                            meant.owner().id(),
                            before.service(),
                            wait && empty
                                    ? "it holds nothing any more"
                                    : Format.count(meant.ranges(), "range")
                                            + " to go to others once it lets go, or its leases are"
                                            + " over");
        }
    }
}
