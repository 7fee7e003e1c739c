package io.centrifuge.cli;

import io.centrifuge.OwnerId;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.CordonOrder;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.UndrainOrder;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a drain back. */
@Command(
        name = "undrain",
        header = "Give ranges again to an owner that was drained.",
        description = {
            "",
            "Takes back what \"centrifuge drain\" ordered: the leader plans for the owner again,"
                    + " and its share of the ranges is recalled from the others, which waits for"
                    + " no lease's end. It lifts a cordon of the owner's id, too; with --address,"
                    + " one of an address or a host. The command returns once the order is"
                    + " committed."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge undrain backend-2",
            "  centrifuge undrain backend-2 --service rendezvous",
            "  centrifuge undrain --address 10.0.0.7"
        })
final class UndrainCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Mixin
    private OwnersServiceFlag service = new OwnersServiceFlag();

    @Option(
            names = "--address",
            paramLabel = "HOST[:PORT]",
            description = "Lift the cordon of this address or host, instead of an id's.")
    private @Nullable Cordon address;

    @Parameters(paramLabel = "OWNER", arity = "0..1", description = "The owner's id.")
    private @Nullable OwnerId owner;

    @Mixin
    private ClientFlags flags = new ClientFlags();

    UndrainCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        Cordon who = Cordons.meant(owner, address);
        OwnersReport before;
        boolean wasCordoned;
        try (ManagerClient client = flags.client(context)) {
            before = service.toLift(client, who);
            wasCordoned = before.cordons().contains(who);
            if (owner == null) {
                client.cordon(new CordonOrder(before.service(), who, true));
            } else {
                client.undrain(new UndrainOrder(before.service(), owner));
            }
        }
        boolean wasDrained = owner != null
                && NamedOwner.current(before, owner)
                        .filter(status -> status.state() == OwnerState.DRAINING)
                        .isPresent();
        if (flags.json()) {
            context.out()
                    .println(Cordons.json(before, who)
                            .put("was_drained", wasDrained)
                            .put("was_cordoned", wasCordoned));
            return ExitCodes.OK;
        }
        context.out()
                .printf(
                        wasDrained || wasCordoned
                                ? "%s of service %s gets its share again%n"
                                : "%s of service %s was neither drained nor cordoned%n",
                        who,
                        before.service());
        printOtherCordons(before, who);
        return ExitCodes.OK;
    }

    /** Of those who were meant, some are perhaps kept from ranges by another cordon. */
    private void printOtherCordons(OwnersReport before, Cordon who) {
        before.owners().stream()
                .filter(status -> who.covers(status.owner().id(), status.address()))
                .flatMap(status -> before.cordonsOf(status).stream())
                .filter(other -> !other.equals(who))
                .distinct()
                .forEach(other -> context.out()
                        .println(context.style().notice("%s is cordoned still".formatted(other))));
    }
}
