package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.admin.HistoryReport;
import io.centrifuge.protocol.admin.HistoryReport.Change;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints a service's history. Used by one thread. */
final class HistoryPrinter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private final ProcessContext context;
    private final HistoryReport report;

    HistoryPrinter(ProcessContext context, HistoryReport report) {
        this.context = context;
        this.report = report;
    }

    /** Of one record, what has one kind and the same owners. */
    private record Row(Change first, int ranges) {
        boolean takes(Change next) {
            return first.lsn() == next.lsn()
                    && first.kind() == next.kind()
                    && first.from().equals(next.from())
                    && first.to().equals(next.to());
        }

        Row and(Change next) {
            return new Row(first, ranges + (next.range().isPresent() ? 1 : 0));
        }

        static Row of(Change change) {
            return new Row(change, 0).and(change);
        }
    }

    /**
     * @param ofOneKey whether all is about the range of one key, so that it need not be said
     */
    void print(boolean ofOneKey) {
        context.out()
                .println("service %s, as seen since %s"
                        .formatted(report.service(), time(report.since())));
        if (report.left() > 0) {
            context.out()
                    .println("%s before these are not shown"
                            .formatted(Format.count(report.left(), "change")));
        }
        if (report.changes().isEmpty()) {
            context.out().println("nothing has changed since then");
            return;
        }
        context.out().println();
        TextTable table = ofOneKey
                ? new TextTable("TIME", ">LSN", "OWNER", "WHAT AND WHY")
                : new TextTable("TIME", ">LSN", "OWNER", ">RANGES", "WHAT AND WHY");
        for (Row row : rows()) {
            Change change = row.first();
            boolean loss = change.kind().isLoss();
            List<Object> cells = new ArrayList<>(List.of(
                    change.at().map(this::time).orElse("before"),
                    change.lsn(),
                    change.to().or(change::from).map(this::name).orElse("-")));
            if (!ofOneKey) {
                cells.add(row.ranges() == 0 ? "" : row.ranges());
            }
            cells.add(text(change) + (loss ? "; LOSS" : ""));
            table.row(loss ? context.style()::notice : line -> line, cells.toArray());
        }
        table.lines(context.style()::heading).forEach(context.out()::println);
    }

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Change change : report.changes()) {
            if (!rows.isEmpty() && rows.getLast().takes(change)) {
                rows.set(rows.size() - 1, rows.getLast().and(change));
            } else {
                rows.add(Row.of(change));
            }
        }
        return rows;
    }

    private String text(Change change) {
        String from = change.from().map(this::name).orElse("");
        return switch (change.kind()) {
            case JOINED -> "joined";
            case JOINED_AGAIN -> "joined after a restart";
            case DRAIN_ORDERED -> "is to be drained";
            case UNDRAIN_ORDERED -> "is drained no more";
            case EVICTION_ORDERED -> "is evicted";
            case LEFT -> "left";
            case GRANTED -> "granted";
            case HANDED_ON -> "handed on by " + from + ", with its state";
            case RECALLED -> "recalled for another";
            case DRAINED -> "let go, drained";
            case CORDONED -> "let go, cordoned";
            case OWNER_LEFT -> "let go, it left";
            case SUPERSEDED -> "ended, superseded";
            case EVICTED -> "ended, evicted";
            case EXPIRED -> "expired, it was silent";
            case MERGED -> "merged with its neighbours";
        };
    }

    private String time(Instant at) {
        return TIME.format(at.atZone(context.clock().getZone()));
    }

    private String name(OwnerRef owner) {
        return context.style().name(owner.id().value());
    }

    ObjectNode json(@Nullable String key, Optional<Long> hash) {
        ObjectNode node = Json.object()
                .put("service", report.service().value())
                .put("key", key)
                .put("key_hash", hash.map(Format::hex).orElse(null))
                .put("since", report.since().toString())
                .put("left", report.left());
        ArrayNode changes = node.putArray("changes");
        for (Change change : report.changes()) {
            ObjectNode of = changes.addObject()
                    .put("lsn", change.lsn())
                    .put("time", change.at().map(Instant::toString).orElse(null))
                    .put("what", change.kind().name().toLowerCase(Locale.ROOT))
                    .put("loss", change.kind().isLoss());
            change.range().ifPresent(range -> Json.putRange(of, range));
            change.from().ifPresent(owner -> Json.putOwner(of.putObject("from"), owner));
            change.to().ifPresent(owner -> Json.putOwner(of.putObject("to"), owner));
        }
        return node;
    }
}
