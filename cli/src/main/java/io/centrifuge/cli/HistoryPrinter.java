package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.OwnerId;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.admin.HistoryReport;
import io.centrifuge.protocol.admin.HistoryReport.Change;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** What the changes of one row have in common. */
    private record Row(
            long lsn,
            Optional<Instant> at,
            HistoryReport.Kind kind,
            Optional<OwnerRef> from,
            Optional<OwnerRef> to) {
        static Row of(Change change) {
            return new Row(change.lsn(), change.at(), change.kind(), change.from(), change.to());
        }
    }

    /**
     * @param ofOneKey whether all is about the range of one key, so that it need not be said
     * @param ofOwner whom alone all is about, if anybody
     */
    void print(boolean ofOneKey, @Nullable OwnerId ofOwner) {
        context.out()
                .println("service %s, as seen since %s"
                        .formatted(report.service(), time(report.since())));
        if (!report.isCurrent()) {
            context.out()
                    .println(context.style()
                            .notice("no manager that answered knows what the leader does now: what"
                                    + " is newest may be missing"));
        }
        if (report.left() > 0) {
            context.out()
                    .println("%s before these are not shown"
                            .formatted(Format.count(report.left(), "change")));
        }
        if (report.changes().isEmpty()) {
            context.out()
                    .println(
                            ofOwner == null
                                    ? "nothing has changed since then"
                                    : "no owner \"%s\" has joined, or had anything, since then"
                                            .formatted(ofOwner));
            return;
        }
        context.out().println();
        TextTable table = ofOneKey
                ? new TextTable("TIME", ">LSN", "OWNER", "WHAT AND WHY")
                : new TextTable("TIME", ">LSN", "OWNER", ">RANGES", "WHAT AND WHY");
        ranges().forEach((row, ranges) -> {
            boolean loss = row.kind().isLoss();
            List<Object> cells = new ArrayList<>(List.of(
                    row.at().map(this::time).orElse("before"),
                    row.lsn(),
                    row.to().or(row::from).map(this::name).orElse("-")));
            if (!ofOneKey) {
                cells.add(ranges == 0 ? "" : ranges);
            }
            cells.add(text(row) + (loss ? "; LOSS" : ""));
            table.row(loss ? context.style()::notice : line -> line, cells.toArray());
        });
        table.lines(context.style()::heading).forEach(context.out()::println);
    }

    /** By row, in the order in which the first change of each came: how many ranges it is about. */
    private Map<Row, Integer> ranges() {
        Map<Row, Integer> ranges = new LinkedHashMap<>();
        for (Change change : report.changes()) {
            ranges.merge(Row.of(change), change.range().isPresent() ? 1 : 0, Integer::sum);
        }
        return ranges;
    }

    private String text(Row row) {
        String from = row.from().map(this::name).orElse("");
        return switch (row.kind()) {
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
            case EXPIRED -> "expired, it was silent for a lease's duration";
            case MERGED -> "merged with its neighbours";
            case SERVICE_REMOVED -> "the service was removed";
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
