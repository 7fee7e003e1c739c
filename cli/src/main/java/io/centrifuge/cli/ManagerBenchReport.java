package io.centrifuge.cli;

import io.centrifuge.benchmarks.manager.Cost;
import io.centrifuge.benchmarks.manager.ManagerBenchmark;
import io.centrifuge.benchmarks.manager.ManagerFigures;
import io.centrifuge.core.manager.ManagerConfig;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What {@code bench manager} says at its end. */
final class ManagerBenchReport {
    private static final double MICROS = 1e3;
    private static final double MILLIS = 1e6;
    private static final double MEGABYTE = 1e6;
    private static final double THOUSAND = 1e3;

    private final PrintWriter out;

    ManagerBenchReport(PrintWriter out) {
        this.out = out;
    }

    /** Processor time alone. */
    void json(ManagerFigures figures) {
        out.println(Json.object()
                .put("owners", figures.owners())
                .put("ranges", figures.ranges())
                .put("cold_start_ms", rounded(millis(figures.coldStart())))
                .put("scale_out_ms", rounded(millis(figures.scaleOut())))
                .put(
                        "scale_out_longest_event_ms",
                        rounded(millis(figures.longestOfScaleOut().cost())))
                .put("renewal_us", rounded(figures.renewal().cpuNanos() / MICROS))
                .put("join_ms", rounded(millis(figures.join())))
                .put("leave_ms", rounded(millis(figures.leave())))
                .put("expiry_ms", rounded(millis(figures.expiry())))
                .put("takeover_ms", rounded(millis(figures.firstRequests())))
                .put("longest_event_ms", rounded(millis(figures.longest().cost())))
                .put("heap_mb", rounded(figures.heapBytes() / MEGABYTE)));
        out.flush();
    }

    /** Three decimals, for even what is quick must not be 0. */
    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
    }

    void one(ManagerFigures figures) {
        line("The manager's machine alone, with %,d owners of %d virtual nodes, which hold"
                .formatted(figures.owners(), ManagerConfig.DEFAULT_VIRTUAL_NODES));
        line("%,d ranges:".formatted(figures.ranges()));
        line("");
        String median = ", the median of %d";
        int times = ManagerBenchmark.REPETITIONS;
        TextTable table = new TextTable("", ">processor", ">passed", ">events");
        row(table, "cold start: all join at once", figures.coldStart());
        row(table, "all others join where one has everything", figures.scaleOut());
        row(table, "  the longest event of it", figures.longestOfScaleOut().cost());
        table.row(
                "renewal",
                "%s us".formatted(decimal(figures.renewal().cpuNanos() / MICROS)),
                "%s us".formatted(decimal(figures.renewal().wallNanos() / MICROS)),
                figures.renewal().events());
        row(table, "a join" + median.formatted(2 * times), figures.join());
        row(table, "a leave" + median.formatted(times), figures.leave());
        row(table, "an expiry" + median.formatted(times), figures.expiry());
        row(table, "a takeover, until it leads", figures.takeover());
        row(table, "the first requests of all after it", figures.firstRequests());
        row(table, "the longest event", figures.longest().cost());
        print(table);
        line("");
        line("The longest event was a part of %s:".formatted(figures.longest().during()));
        line("  " + figures.longest().what() + ".");
        line("Heap used after a collection, owners' models let go: %s."
                .formatted(Format.bytes(figures.heapBytes())));
        out.flush();
    }

    private static void row(TextTable table, String what, Cost cost) {
        table.row(
                what,
                "%s ms".formatted(decimal(millis(cost))),
                "%s ms".formatted(decimal(cost.wallNanos() / MILLIS)),
                "%,d".formatted(cost.events()));
    }

    /**
     * One column for each.
     *
     * @param all with more owners each
     */
    void growth(List<ManagerFigures> all) {
        ManagerFigures first = all.getFirst();
        ManagerFigures last = all.getLast();
        TextTable table = new TextTable(Stream.of(
                        Stream.of("owners"),
                        all.stream().map(each -> ">%,d".formatted(each.owners())),
                        Stream.of(">grows"))
                .flatMap(headings -> headings)
                .toArray(String[]::new));
        row(table, "ranges, thousands", all, each -> each.ranges() / THOUSAND);
        row(table, "cold start, ms", all, each -> millis(each.coldStart()));
        row(table, "others join one, ms", all, each -> millis(each.scaleOut()));
        row(
                table,
                "  its longest, ms",
                all,
                each -> millis(each.longestOfScaleOut().cost()));
        row(table, "renewal, us", all, each -> each.renewal().cpuNanos() / MICROS);
        row(table, "join, ms", all, each -> millis(each.join()));
        row(table, "leave, ms", all, each -> millis(each.leave()));
        row(table, "expiry, ms", all, each -> millis(each.expiry()));
        row(table, "takeover, ms", all, each -> millis(each.takeover()));
        row(table, "requests after, ms", all, each -> millis(each.firstRequests()));
        row(table, "longest event, ms", all, each -> millis(each.longest().cost()));
        row(table, "heap, MB", all, each -> each.heapBytes() / MEGABYTE);
        line("The manager's machine alone, in processor time:");
        line("");
        print(table);
        line("");
        line("What each figure grows by from the first column to the last, while owners do by");
        line("%s: \"centrifuge bench manager --owners N\" tells more of one column."
                .formatted(times((double) last.owners() / first.owners())));
        out.flush();
    }

    private static void row(
            TextTable table,
            String what,
            List<ManagerFigures> all,
            ToDoubleFunction<ManagerFigures> figure) {
        double growth = figure.applyAsDouble(all.getLast()) / figure.applyAsDouble(all.getFirst());
        List<String> cells = new ArrayList<>();
        cells.add(what);
        all.forEach(each -> cells.add(decimal(figure.applyAsDouble(each))));
        cells.add(times(growth));
        table.row(cells.toArray());
    }

    private static double millis(Cost cost) {
        return cost.cpuNanos() / MILLIS;
    }

    /** As many digits as can mean anything. */
    private static String decimal(double value) {
        String format = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }

    private static String times(double growth) {
        return String.format(Locale.ROOT, growth < 10 ? "x %.1f" : "x %,.0f", growth);
    }

    private void print(TextTable table) {
        table.lines(UnaryOperator.identity()).forEach(this::line);
    }

    private void line(String text) {
        out.println(text);
    }
}
