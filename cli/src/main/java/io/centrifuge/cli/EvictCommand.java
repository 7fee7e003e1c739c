package io.centrifuge.cli;

import io.centrifuge.OwnerId;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.protocol.admin.CordonOrder;
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
            "Only this start of the process is meant: one that is started again under the id, by"
                    + " a supervisor perhaps, may join, unless the id is cordoned, which --cordon"
                    + " orders first. A cordon is lifted by \"centrifuge undrain\"; an eviction"
                    + " can't be taken back. The command returns once all is committed."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge evict backend-2",
            "  centrifuge evict backend-2 --cordon",
            "  centrifuge evict backend-2 --service rendezvous --wait"
        })
final class EvictCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Mixin
    private OwnersServiceFlag service = new OwnersServiceFlag();

    @Option(
            names = "--cordon",
            description = "Cordon the id first, so that no process gets ranges under it until"
                    + " \"undrain\" lifts that.")
    private boolean cordons;

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
            before = service.find(
                    client, id, Cordons.keepingOut(id) + " keeps out who starts under the id");
            meant = NamedOwner.current(before, id).orElseThrow();
            evict(client, before, meant);
            if (wait) {
                empty = new DrainWait(client, before.service(), meant.owner()::equals)
                        .await(began + within.toNanos());
            }
        }
        report(before, meant, empty, Duration.ofNanos(System.nanoTime() - began));
        if (!empty) {
            throw CommandFailure.failed(
                    ("%s is evicted, and its ranges are not free yet after %s: see \"centrifuge"
                                    + " table %s\"")
                            .formatted(meant.owner(), DurationText.of(within), before.service()));
        }
        return ExitCodes.OK;
    }

    /** Cordoned first, so that nobody else gets ranges under the id in between. */
    private void evict(ManagerClient client, OwnersReport before, OwnerStatus meant)
            throws CommandFailure, AdminException {
        Cordon cordon = Cordon.of(meant.owner().id());
        if (cordons) {
            client.cordon(new CordonOrder(before.service(), cordon, false));
        }
        try {
            client.evict(new EvictOrder(before.service(), meant.owner()));
        } catch (AdminException failure) {
            if (!cordons) {
                throw failure;
            }
            throw CommandFailure.of(failure)
                    .and("; %s of service %s is cordoned all the same: %s lifts that"
                            .formatted(cordon, before.service(), Cordons.lifting(cordon)));
        }
    }

    private void report(OwnersReport before, OwnerStatus meant, boolean empty, Duration took) {
        if (flags.json()) {
            var node = Json.putOwner(
                            Json.object().put("service", before.service().value()), meant.owner())
                    .put("ranges_before", meant.ranges())
                    .put("cordoned", isCordoned(before, meant))
                    .put("waited", wait);
            context.out()
                    .println(
                            wait ? node.put("empty", empty).put("took_ms", took.toMillis()) : node);
            return;
        }
        context.out()
                .printf(
                        "owner %s of service %s is %s: %s%n",
                        meant.owner().id(),
                        before.service(),
                        cordons ? "cordoned and evicted" : "evicted",
                        happens(meant.ranges(), empty, took));
        if (meant.ranges() > 0
                && !Cordons.leavesSomebody(before, Cordon.of(meant.owner().id()))) {
            say("nobody else is there to take its ranges: they stay without an owner until one"
                    + " joins that isn't cordoned");
        }
        if (cordons) {
            Cordon cordon = Cordon.of(meant.owner().id());
            say("%s lifts the cordon".formatted(Cordons.lifting(cordon)));
        } else if (!isCordoned(before, meant)) {
            say("another process may join under this id: %s keeps it out; \"centrifuge evict %s"
                            .formatted(
                                    Cordons.keepingOut(meant.owner().id()),
                                    meant.owner().id())
                    + " --cordon\" does both");
        }
    }

    private String happens(int ranges, boolean empty, Duration took) {
        if (ranges == 0) {
            return "it held nothing";
        }
        return Format.count(ranges, "range")
                + (wait && empty
                        ? " taken from it in " + DurationText.of(took)
                        : " to go to others once it lets go, or its leases are over");
    }

    private boolean isCordoned(OwnersReport before, OwnerStatus meant) {
        return cordons || !before.cordonsOf(meant).isEmpty();
    }

    private void say(String line) {
        context.out().println(context.style().notice(line));
    }
}
