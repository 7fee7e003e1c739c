package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.KeyRange;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who has what. */
@Command(
        name = "table",
        header = "Show a service's lease table: who has what.",
        description = {
            "",
            "First the owners, each with its ranges, its share of the key space, and the oldest"
                    + " \"state since\" among its ranges; then ranges with owner, lease number and"
                    + " \"state since\": all that nobody owns, and a few of the others, or all"
                    + " with --all."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge table rendezvous",
            "  centrifuge table rendezvous --all | less",
            "  centrifuge table rendezvous --json | jq '.ranges[] | select(.owner == null)'"
        })
final class TableCommand implements Callable<Integer> {
    private static final int FEW = 8;

    private final ProcessContext context;

    @Option(names = "--all", description = "Show every range.")
    private boolean all;

    @Parameters(paramLabel = "SERVICE", description = "The service's name.")
    private @Nullable ServiceName service;

    @Mixin
    private ClientFlags flags = new ClientFlags();

    TableCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        LeaseTable table;
        try (ManagerClient client = flags.client(context)) {
            table = client.table(Objects.requireNonNull(service));
        }
        if (flags.json()) {
            context.out().println(json(table));
        } else {
            print(table);
        }
        return ExitCodes.OK;
    }

    void print(LeaseTable table) {
        OwnershipSummary summary = OwnershipSummary.of(table);
        context.out()
                .printf(
                        "service %s, LSN %d, %s, %s, %d of them unowned%n%n",
                        table.service(),
                        table.lsn(),
                        Format.count(table.owners().size(), "owner"),
                        Format.count(table.entries().size(), "range"),
                        summary.unowned().ranges());
        ownerTable(summary).lines(context.style()::heading).forEach(this::print);
        print("");
        printRanges(table.entries().pieces());
    }

    private void print(String line) {
        context.out().println(line);
    }

    private TextTable ownerTable(OwnershipSummary summary) {
        Style style = context.style();
        TextTable owners =
                new TextTable("OWNER", "STATE", ">RANGES", ">SHARE", "", ">OLDEST STATE");
        for (OwnershipSummary.Of of : summary.owners()) {
            owners.row(
                    of.state().equals("active") ? line -> line : style::notice,
                    style.name(of.owner().id().value()),
                    of.state(),
                    of.ranges(),
                    Format.percent(of.share()),
                    style.bar(of.share()),
                    of.oldestState().isPresent() ? of.oldestState().getAsLong() : "-");
        }
        OwnershipSummary.Unowned unowned = summary.unowned();
        if (unowned.ranges() > 0) {
            owners.row(
                    style::alarm,
                    "UNOWNED",
                    "",
                    unowned.ranges(),
                    Format.percent(unowned.share()),
                    style.bar(unowned.share()),
                    "");
        }
        return owners;
    }

    private void printRanges(List<Piece<LeaseEntry>> pieces) {
        List<Piece<LeaseEntry>> unowned =
                pieces.stream().filter(piece -> piece.value().isFree()).toList();
        List<Piece<LeaseEntry>> shown = all
                ? pieces
                : unowned.isEmpty()
                        ? pieces.subList(0, Math.min(FEW, pieces.size()))
                        : unowned.subList(0, Math.min(FEW, unowned.size()));
        TextTable ranges = new TextTable("RANGE", "OWNER", ">LEASE", ">STATE SINCE");
        for (Piece<LeaseEntry> piece : shown) {
            LeaseEntry entry = piece.value();
            OwnerRef holder = entry.holder();
            ranges.row(
                    holder == null ? context.style()::alarm : line -> line,
                    piece.range(),
                    holder == null
                            ? "UNOWNED"
                            : context.style().name(holder.id().value()),
                    entry.number(),
                    entry.stateSince());
        }
        ranges.lines(context.style()::heading).forEach(this::print);
        if (shown.size() < pieces.size()) {
            print("and %d more: --all shows every one".formatted(pieces.size() - shown.size()));
        }
    }

    private static ObjectNode json(LeaseTable table) {
        ObjectNode node =
                Json.object().put("service", table.service().value()).put("lsn", table.lsn());
        OwnershipSummary summary = OwnershipSummary.of(table);
        ArrayNode owners = node.putArray("owners");
        for (OwnershipSummary.Of of : summary.owners()) {
            Json.putOwner(owners.addObject(), of.owner())
                    .put("address", of.address())
                    .put("state", of.state())
                    .put("ranges", of.ranges())
                    .put("share", of.share())
                    .put(
                            "oldest_state_since",
                            of.oldestState().isPresent() ? of.oldestState().getAsLong() : null);
        }
        node.putObject("unowned")
                .put("ranges", summary.unowned().ranges())
                .put("share", summary.unowned().share());
        ArrayNode ranges = node.putArray("ranges");
        for (Piece<LeaseEntry> piece : table.entries().pieces()) {
            KeyRange range = piece.range();
            LeaseEntry entry = piece.value();
            Json.putOwner(Json.putRange(ranges.addObject(), range), entry.holder())
                    .put("lease_number", entry.number())
                    .put("state_since", entry.stateSince());
        }
        return node;
    }
}
