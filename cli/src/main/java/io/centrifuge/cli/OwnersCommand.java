package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.KeptOut.Cause;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.runtime.DurationText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Who the owners are. */
@Command(
        name = "owners",
        header = "Show the owners of one service or of all.",
        description = {
            "",
            "Each with its address, whether it is active, draining, superseded or evicted, how many"
                    + " ranges it holds, and what share of the key space. An owner that came and"
                    + " went is kept out: it gets no ranges until it has been there for a while."
                    + " One that is cordoned gets none until the cordon is lifted."
        },
        footer = {"", "Examples:", "  centrifuge owners", "  centrifuge owners rendezvous --json"})
final class OwnersCommand implements Callable<Integer> {
    static final String NO_SERVICES = "no services: no owner has joined, or they were removed";

    private static final int EVICTED_SHOWN = 5;

    private final ProcessContext context;

    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "All services if absent.")
    private @Nullable ServiceName service;

    @Mixin
    private ClientFlags flags = new ClientFlags();

    OwnersCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        List<OwnersReport> reports;
        try (ManagerClient client = flags.client(context)) {
            reports = OwnersServiceFlag.owners(client, service);
        }
        if (flags.json()) {
            ObjectNode root = Json.object();
            ArrayNode services = root.putArray("services");
            reports.forEach(report -> services.add(json(report)));
            context.out().println(root);
        } else if (reports.isEmpty()) {
            context.out().println(NO_SERVICES);
        } else {
            print(reports);
        }
        return ExitCodes.OK;
    }

    private void print(List<OwnersReport> reports) {
        for (int i = 0; i < reports.size(); i++) {
            OwnersReport report = reports.get(i);
            if (i > 0) {
                context.out().println();
            }
            context.out()
                    .printf(
                            "service %s, LSN %d, %s%n%n",
                            report.service(),
                            report.lsn(),
                            Format.count(report.owners().size(), "owner"));
            TextTable table = new TextTable("OWNER", "STATE", ">RANGES", ">SHARE", "ADDRESS");
            for (OwnerStatus owner : report.owners()) {
                table.row(
                        isOrdinary(report, owner) ? line -> line : context.style()::notice,
                        context.style().name(owner.owner().id().value()),
                        shown(report, owner),
                        owner.ranges(),
                        Format.percent(owner.share()),
                        owner.address());
            }
            table.lines(context.style()::heading).forEach(context.out()::println);
            printKeptOut(report);
        }
    }

    private void printKeptOut(OwnersReport report) {
        for (OwnerStatus owner : report.owners()) {
            owner.keptOut()
                    .ifPresent(kept -> context.out()
                            .println(context.style()
                                    .notice(("%s is kept out until it has been there for %s, for %d"
                                                    + " short stays of %s; \"centrifuge let-in"
                                                    + " %s\" lets it in")
                                            .formatted(
                                                    owner.owner().id(),
                                                    DurationText.of(kept.needed()),
                                                    kept.shortStays(),
                                                    kept.cause() == Cause.ITS_ID
                                                            ? "its id"
                                                            : "owners on its host",
                                                    owner.owner().id()))));
        }
        for (Cordon cordon : report.cordons()) {
            context.out()
                    .println(context.style()
                            .notice("%s is cordoned; %s lifts that"
                                    .formatted(cordon, Cordons.lifting(cordon))));
        }
        printEvicted(report);
        if (!report.leading()) {
            context.out()
                    .println(context.style()
                            .notice("no leader answers: who is kept out is not known"));
        }
    }

    /** The newest few; {@code --json} has all. */
    private void printEvicted(OwnersReport report) {
        report.evicted().entrySet().stream()
                .sorted(Map.Entry.<OwnerRef, Long>comparingByValue().reversed())
                .limit(EVICTED_SHOWN)
                .forEach(evicted -> context.out()
                        .println(context.style()
                                .notice("%s was evicted at LSN %d, and never joins again"
                                        .formatted(evicted.getKey(), evicted.getValue()))));
        int more = report.evicted().size() - EVICTED_SHOWN;
        if (more > 0) {
            context.out().println("and %s before that".formatted(Format.count(more, "other")));
        }
    }

    private static boolean isOrdinary(OwnersReport report, OwnerStatus owner) {
        return shown(report, owner).equals(state(owner)) && owner.state() == OwnerState.ACTIVE;
    }

    private static String shown(OwnersReport report, OwnerStatus owner) {
        if (owner.state() != OwnerState.SUPERSEDED && !report.cordonsOf(owner).isEmpty()) {
            return "cordoned";
        }
        if (report.evicted().containsKey(owner.owner())) {
            return "evicted";
        }
        return owner.keptOut().isPresent() ? "kept out" : state(owner);
    }

    private static String state(OwnerStatus owner) {
        return owner.state().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(OwnersReport report) {
        ObjectNode node = Json.object()
                .put("service", report.service().value())
                .put("lsn", report.lsn())
                .put("leading", report.leading());
        ArrayNode owners = node.putArray("owners");
        for (OwnerStatus owner : report.owners()) {
            ObjectNode of = Json.putOwner(owners.addObject(), owner.owner())
                    .put("address", owner.address().value())
                    .put("state", state(owner))
                    .put("ranges", owner.ranges())
                    .put("share", owner.share())
                    .put("joined_at", owner.joinedAt())
                    .put("cordoned", !report.cordonsOf(owner).isEmpty());
            owner.keptOut()
                    .ifPresent(kept -> of.putObject("kept_out")
                            .put("cause", kept.cause().name().toLowerCase(Locale.ROOT))
                            .put("short_stays", kept.shortStays())
                            .put("needed_ms", kept.needed().toMillis()));
        }
        ArrayNode evicted = node.putArray("evicted");
        report.evicted()
                .forEach(
                        (owner, at) -> Json.putOwner(evicted.addObject(), owner).put("at", at));
        ArrayNode cordons = node.putArray("cordons");
        for (Cordon cordon : report.cordons()) {
            cordons.addObject()
                    .put("kind", cordon.kind().name().toLowerCase(Locale.ROOT))
                    .put("name", cordon.name());
        }
        return node;
    }
}
