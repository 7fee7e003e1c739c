package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.OwnerId;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.CordonOrder;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.runtime.DurationText;
import java.time.Duration;
import java.util.List;
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
            "With --cordon the order holds for every later start, too, until \"centrifuge undrain\""
                    + " lifts it: who is cordoned joins and is ready, and gets no ranges. What it"
                    + " has it keeps only while nobody else is there to take it.",
            "",
            "Without --wait the command returns once the order is committed."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge drain backend-2",
            "  centrifuge drain backend-2 --service rendezvous --wait --within 1m",
            "  centrifuge drain --cordon backend-2",
            "  centrifuge drain --cordon --address 10.0.0.7"
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

    @Option(
            names = "--cordon",
            description = "Plan nothing for the id under later incarnations either, also if nobody"
                    + " has it now, until \"undrain\" lifts that.")
    private boolean cordons;

    @Option(
            names = "--address",
            paramLabel = "HOST[:PORT]",
            description = "With --cordon: the owners at this address, instead of an id.")
    private @Nullable Cordon address;

    @Parameters(paramLabel = "OWNER", arity = "0..1", description = "The owner's id.")
    private @Nullable OwnerId owner;

    @Mixin
    private ClientFlags flags = new ClientFlags();

    DrainCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        if (cordons) {
            return cordon(Cordons.meant(owner, address));
        }
        if (owner == null || address != null) {
            throw CommandFailure.usage("name the owner to drain by its id, such as \"centrifuge"
                    + " drain backend-2\"; --address is for --cordon");
        }
        OwnerId id = owner;
        boolean empty = true;
        long began = System.nanoTime();
        OwnersReport before;
        try (ManagerClient client = flags.client(context)) {
            before = service.find(
                    client, id, Cordons.keepingOut(id) + " keeps out who starts under the id");
            client.drain(new DrainOrder(before.service(), id));
            if (wait) {
                empty = new DrainWait(client, before.service(), ref -> ref.id().equals(id))
                        .await(began + within.toNanos());
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

    private int cordon(Cordon who) throws CommandFailure, AdminException {
        long began = System.nanoTime();
        boolean empty = true;
        OwnersReport before;
        List<OwnerStatus> covered;
        try (ManagerClient client = flags.client(context)) {
            before = service.toCordon(client, who);
            covered = Cordons.covered(before, who);
            client.cordon(new CordonOrder(before.service(), who, false));
            if (wait) {
                List<OwnerId> ids =
                        covered.stream().map(status -> status.owner().id()).toList();
                empty = new DrainWait(client, before.service(), ref -> ids.contains(ref.id()))
                        .await(began + within.toNanos());
            }
        }
        report(before, who, empty, Duration.ofNanos(System.nanoTime() - began));
        if (!empty) {
            throw CommandFailure.failed(
                    ("%s of service %s is cordoned, and still holds ranges after %s: see"
                                    + " \"centrifuge owners %s\"; an owner must be active that is"
                                    + " not cordoned to take them")
                            .formatted(
                                    who,
                                    before.service(),
                                    DurationText.of(within),
                                    before.service()));
        }
        return ExitCodes.OK;
    }

    private void report(OwnersReport before, Cordon who, boolean empty, Duration took) {
        List<OwnerStatus> covered = Cordons.covered(before, who);
        int ranges = covered.stream().mapToInt(OwnerStatus::ranges).sum();
        boolean others = Cordons.leavesSomebody(before, who);
        if (flags.json()) {
            ObjectNode node = Cordons.json(before, who)
                    .put("owners", covered.size())
                    .put("ranges_before", ranges)
                    .put("other_owners", others)
                    .put("waited", wait);
            context.out().println(wait ? waited(node, empty, took) : node);
            return;
        }
        context.out()
                .printf(
                        "%s of service %s is cordoned: %s%n",
                        who,
                        before.service(),
                        covered.isEmpty() ? nobody(who) : moves(ranges, empty, took));
        boolean ownerless = before.owners().stream()
                .allMatch(status -> status.state() == OwnerState.SUPERSEDED);
        if (!others && !ownerless) {
            context.out()
                    .println(context.style()
                            .notice(("every owner of service %s is cordoned: who has ranges keeps"
                                            + " them, but what comes free, as by a restart, stays"
                                            + " without an owner")
                                    .formatted(before.service())));
        }
    }

    private static String nobody(Cordon who) {
        return switch (who.kind()) {
            case OWNER -> "nobody has this id now";
            case ADDRESS -> "nobody is at this address now";
            case HOST -> "nobody is on this host now";
        };
    }

    private static ObjectNode waited(ObjectNode node, boolean empty, Duration took) {
        return node.put("drained", empty).put("took_ms", took.toMillis());
    }

    private String moves(int ranges, boolean empty, Duration took) {
        if (ranges == 0) {
            return "it held nothing";
        }
        return Format.count(ranges, "range")
                + (wait && empty ? " moved in " + DurationText.of(took) : " to move");
    }

    private void report(OwnersReport before, OwnerId id, boolean empty, Duration took) {
        int ranges = NamedOwner.current(before, id).map(OwnerStatus::ranges).orElse(0);
        boolean others = before.owners().stream()
                .anyMatch(status -> status.state() == OwnerState.ACTIVE
                        && before.cordonsOf(status).isEmpty()
                        && !status.owner().id().equals(id));
        if (flags.json()) {
            ObjectNode node = Json.object()
                    .put("service", before.service().value())
                    .put("owner", id.value())
                    .put("ranges_before", ranges)
                    .put("other_active_owners", others)
                    .put("waited", wait);
            context.out().println(wait ? waited(node, empty, took) : node);
            return;
        }
        context.out()
                .printf(
                        "owner %s of service %s is %s: %s%n",
                        id,
                        before.service(),
                        wait && empty ? "drained" : "draining",
                        moves(ranges, empty, took));
        if (!others && !(wait && empty)) {
            context.out()
                    .println(context.style()
                            .notice("no other owner is active: ranges stay until one joins"));
        }
    }
}
