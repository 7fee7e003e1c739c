package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.benchmarks.fleet.FleetFigures;
import io.centrifuge.benchmarks.fleet.FleetFigures.ManagerAtRest;
import io.centrifuge.benchmarks.fleet.FleetOptions;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;

/** What {@code bench fleet} says at its end. */
final class FleetBenchReport {
    private static final double MILLI = 1e6;
    private static final double KILOBYTE = 1e3;
    private static final int MEDIAN = 50;
    private static final int HIGH = 99;

    private static final int COLUMNS = 80;

    /** So many owners that lost leases are named. */
    private static final int NAMED = 10;

    private final PrintWriter out;

    FleetBenchReport(PrintWriter out) {
        this.out = out;
    }

    void json(FleetFigures figures) {
        FleetOptions options = figures.options();
        ManagerAtRest leader = figures.leader();
        ObjectNode json = Json.object()
                .put("owners", options.size().owners())
                .put("lookups", options.size().lookups())
                .put("whole_lookups", options.size().whole())
                .put("watchers", options.size().lookups() - options.size().whole())
                .put("seconds", options.seconds())
                .put("idle_cpu_per_s", rounded(figures.idleCpu()))
                .put("leader_cpu_per_s", rounded(leader.cpu()))
                .put("leader_bytes_in_per_s", rounded(leader.bytesIn()))
                .put("leader_bytes_out_per_s", rounded(leader.bytesOut()))
                .put("leader_rss_mb", rounded(leader.residentMb()))
                .put("leader_longest_event_ms", rounded(leader.longestEventMs()));
        put(json, "renewal_ms", figures.renewals());
        put(json, "commit_to_applied_ms", figures.changes().applied());
        json.put("cpu_ms_per_lookup_and_change", rounded(figures.changes().cpuMs()))
                .put("changes", figures.changes().count())
                .put("bytes_per_moved_range", rounded(figures.changes().bytesOfRange()))
                .put("owner_lost_to_applied_ms", rounded(figures.ownerLost()))
                .put("cold_start_s", rounded(figures.coldStart()))
                .put("table_bytes", (long) figures.totals().tableBytes())
                .put("ranges", figures.totals().ranges())
                .put("leases_lost", figures.totals().leasesLost())
                .put("losses_notified", figures.totals().lossesNotified())
                .put("races", figures.totals().races())
                .put("takeovers", figures.totals().takeovers())
                .put("double_held", figures.totals().doubleHeld())
                .put("load", rounded(figures.load()))
                .put("longest_gap_s", rounded(figures.gap()))
                .put("page", figures.page().toString());
        ArrayNode current = json.putArray("current_after_takeover_s");
        figures.current().forEach(seconds -> current.add(rounded(seconds)));
        ArrayNode stalls = json.putArray("stalls");
        figures.stalls().forEach(each -> stalls.add(stall(each)));
        ArrayNode managers = json.putArray("managers");
        figures.managers().forEach(each -> managers.add(manager(each)));
        out.println(json);
        out.flush();
    }

    private static void put(ObjectNode json, String name, Histogram times) {
        json.put(name + "_p50", rounded(millis(times, MEDIAN)))
                .put(name + "_p99", rounded(millis(times, HIGH)));
    }

    private static ObjectNode manager(ManagerAtRest each) {
        return Json.object()
                .put("name", each.name())
                .put("cpu_per_s", rounded(each.cpu()))
                .put("bytes_in_per_s", rounded(each.bytesIn()))
                .put("bytes_out_per_s", rounded(each.bytesOut()))
                .put("heap_mb", rounded(each.heapMb()))
                .put("rss_mb", rounded(each.residentMb()))
                .put("gc_ms_per_s", rounded(each.collecting()))
                .put("longest_gc_pause_ms", rounded(each.longestPauseMs()))
                .put("longest_event_ms", rounded(each.longestEventMs()));
    }

    private static ObjectNode stall(FleetFigures.Stall each) {
        return Json.object()
                .put("stopped_s", rounded(each.seconds()))
                .put("connections_per_client_and_s", rounded(each.connections()))
                .put("leader_after_s", rounded(each.leaderAfter()))
                .put("well_after_s", rounded(each.wellAfter()))
                .put("leases_lost", each.leasesLost());
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP);
    }

    private static double millis(Histogram times, int percent) {
        return times.getValueAtPercentile(percent) / MILLI;
    }

    void text(FleetFigures figures) {
        FleetOptions options = figures.options();
        FleetOptions.Size size = options.size();
        line("%s, %s (%,d whole, %s), %s, %s,"
                .formatted(
                        count(size.owners(), "owner"),
                        count(size.lookups(), "lookup"),
                        size.whole(),
                        count(size.lookups() - size.whole(), "watcher"),
                        count(size.managers(), "manager"),
                        count(size.stores(), "store")));
        line("%s, terms %s%s; load of the machine %s, %s."
                .formatted(
                        count(size.services(), "service"),
                        options.timing(),
                        options.tls() ? ", TLS" : "",
                        decimal(figures.load()),
                        count(options.busy(), "busy thread")));
        line("Looks at it, a second apart, were %s s apart at most."
                .formatted(decimal(figures.gap())));
        line("");
        line("At rest, for %d s; the leader took %s CPU-s a second with nobody connected:"
                .formatted(options.seconds(), decimal(figures.idleCpu())));
        managers(figures.managers());
        TextTable table = new TextTable("", ">");
        times(figures, table);
        counts(figures, table);
        print(table);
        stalls(figures.stalls());
        line("");
        lost(figures);
        line("Time lines: " + figures.page());
        out.flush();
    }

    private void managers(List<ManagerAtRest> managers) {
        TextTable table = new TextTable(
                "",
                ">CPU/s",
                ">KB/s in",
                ">out",
                ">heap",
                ">RSS MB",
                ">GC ms/s",
                ">pause",
                ">event");
        for (ManagerAtRest each : managers) {
            table.row(
                    each.name(),
                    "%.3f".formatted(each.cpu()),
                    decimal(each.bytesIn() / KILOBYTE),
                    decimal(each.bytesOut() / KILOBYTE),
                    decimal(each.heapMb()),
                    decimal(each.residentMb()),
                    decimal(each.collecting()),
                    decimal(each.longestPauseMs()),
                    decimal(each.longestEventMs()));
        }
        print(table);
        line("The first leads. Pause and event: the longest, in ms; events while it led.");
    }

    private static void times(FleetFigures figures, TextTable table) {
        table.row(
                "cold start: all at once, to the last change",
                "%s s".formatted(decimal(figures.coldStart())));
        table.row("renewal, median and 99 of 100", pair(figures.renewals()));
        FleetFigures.Changes changes = figures.changes();
        table.row("from commit to applied, likewise", pair(changes.applied()));
        table.row(
                "CPU of all for each lookup and change, of %,d".formatted(changes.count()),
                "%s ms".formatted(decimal(changes.cpuMs())));
        table.row(
                "one owner lost: from expiry to the last lookup",
                figures.ownerLost() < 0
                        ? "not measured"
                        : "%s ms".formatted(decimal(figures.ownerLost())));
        for (double seconds : figures.current()) {
            table.row(
                    "from a takeover until all lookups were up to date",
                    "%s s".formatted(decimal(seconds)));
        }
    }

    private void stalls(List<FleetFigures.Stall> stalls) {
        if (stalls.isEmpty()) {
            return;
        }
        line("");
        line("Most of the store stopped, and continued; connections are those that each");
        line("owner and lookup began a second until a manager led again:");
        TextTable table = new TextTable(
                ">stopped", ">connections", ">a leader after", ">all well after", ">leases lost");
        for (FleetFigures.Stall each : stalls) {
            table.row(
                    decimal(each.seconds()) + " s",
                    "%.3f".formatted(each.connections()),
                    decimal(each.leaderAfter()) + " s",
                    decimal(each.wellAfter()) + " s",
                    "%,d".formatted(each.leasesLost()));
        }
        print(table);
    }

    private static String pair(Histogram times) {
        return times.getTotalCount() == 0
                ? "none"
                : "%s, %s ms"
                        .formatted(decimal(millis(times, MEDIAN)), decimal(millis(times, HIGH)));
    }

    private static void counts(FleetFigures figures, TextTable table) {
        FleetFigures.Totals totals = figures.totals();
        table.row("ranges", "%,d".formatted(totals.ranges()));
        table.row(
                "the whole table on the wire",
                "%s KB".formatted(decimal(totals.tableBytes() / KILOBYTE)));
        table.row(
                "a range that changed, on the wire",
                figures.changes().bytesOfRange() == 0
                        ? "not measured"
                        : "%s B".formatted(decimal(figures.changes().bytesOfRange())));
        table.row("leases that ran out at owners that ran", totals.leasesLost());
        table.row("losses told to lookups", "%,d".formatted(totals.lossesNotified()));
        table.row("races", totals.races());
        table.row("takeovers, the first among them", totals.takeovers());
        table.row("keys held twice", totals.doubleHeld());
    }

    private void lost(FleetFigures figures) {
        figures.lost().stream().limit(NAMED).forEach(this::wrapped);
        if (figures.lost().size() > NAMED) {
            line("and %,d more like these".formatted(figures.lost().size() - NAMED));
        }
    }

    private static String count(int count, String what) {
        return "%,d %s%s".formatted(count, what, count == 1 ? "" : "s");
    }

    /** In lines of at most 80 columns, unless a word is longer. */
    private void wrapped(String text) {
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > COLUMNS) {
                line(line.toString());
                line.setLength(0);
                line.append(' ');
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        line(line.toString());
    }

    /** As many digits as can mean anything. */
    private static String decimal(double value) {
        String format = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }

    private void print(TextTable table) {
        table.lines(UnaryOperator.identity()).forEach(this::line);
    }

    private void line(String text) {
        out.println(text);
    }
}
