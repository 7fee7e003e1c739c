package io.centrifuge.cli;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What {@code bench local} says at its end. */
final class LocalBenchReport {
    /** What the calls may cost at most, and what two threads must do at least. */
    private static final double LOOKUP_TARGET = 1.5;

    private static final double LOOKUP_OF_MANY_TARGET = 3;
    private static final double CHECK_TARGET = 1.2;
    private static final double TWO_THREADS_TARGET = 2;
    private static final double STRING_TARGET_NANOS = 20;

    /** What the process allocates besides is a few bytes a thousand calls. */
    private static final double NO_BYTES = 0.05;

    private final PrintWriter out;

    LocalBenchReport(PrintWriter out) {
        this.out = out;
    }

    void json(LocalFigures figures) {
        out.println(Json.object()
                .put("lookup_hash_ns", rounded(figures.lookupHash()))
                .put("bare_read_ns", rounded(figures.bareRead()))
                .put("lookup_ratio_6400", rounded(figures.lookupRatio()))
                .put("lookup_hash_64000_ns", rounded(figures.lookupHashOfMany()))
                .put("bare_read_64000_ns", rounded(figures.bareReadOfMany()))
                .put("lookup_ratio_64000", rounded(figures.lookupRatioOfMany()))
                .put("binary_search_ns", rounded(figures.binarySearch()))
                .put("binary_search_64000_ns", rounded(figures.binarySearchOfMany()))
                .put("lookup_string_ns", rounded(figures.lookupString()))
                .put("string_extra_ns", rounded(figures.stringExtra()))
                .put("check_ns", rounded(figures.check()))
                .put("two_clock_reads_ns", rounded(figures.twoClockReads()))
                .put("check_ratio", rounded(figures.checkRatio()))
                .put("two_threads_ratio", rounded(figures.twoThreadsRatio()))
                .put("allocated_bytes", rounded(figures.allocatedBytes()))
                .put("helix_ns", rounded(figures.helix()))
                .put("hazelcast_ns", rounded(figures.hazelcast())));
        out.flush();
    }

    private static BigDecimal rounded(double value) {
        return BigDecimal.valueOf(value).setScale(3, RoundingMode.HALF_UP);
    }

    void text(LocalFigures figures) {
        line("The calls that every request makes, with %,d ranges but where it says more,"
                .formatted(LocalFigures.FEW_RANGES));
        line("each in its best iteration:");
        line("");
        TextTable table = new TextTable("call", ">ns", "beside", ">ns", ">ratio", "target");
        lookups(table, figures);
        row(
                table,
                new Pair("check of a hash", figures.check()),
                new Pair("two clock reads", figures.twoClockReads()),
                CHECK_TARGET);
        table.lines(UnaryOperator.identity()).forEach(this::line);
        line("");
        others(figures).lines(UnaryOperator.identity()).forEach(this::line);
        out.flush();
    }

    private static TextTable others(LocalFigures figures) {
        TextTable table = new TextTable("besides", ">measured", "target");
        table.row(
                "a String of 16 characters, beyond its hash",
                decimal(figures.stringExtra()) + " ns",
                "%.0f, %s"
                        .formatted(
                                STRING_TARGET_NANOS,
                                verdict(shown(figures.stringExtra()) <= STRING_TARGET_NANOS)));
        table.row(
                "what two threads check, beside one",
                "x " + decimal(figures.twoThreadsRatio()),
                "%.0f, %s"
                        .formatted(
                                TWO_THREADS_TARGET,
                                verdict(shown(figures.twoThreadsRatio()) >= TWO_THREADS_TARGET)));
        table.row(
                "allocated by a call, at most",
                decimal(figures.allocatedBytes()) + " B",
                "0, " + verdict(figures.allocatedBytes() < NO_BYTES));
        return table;
    }

    private static void lookups(TextTable table, LocalFigures figures) {
        String many = "  with %,d ranges".formatted(LocalFigures.MANY_RANGES);
        Pair few = new Pair("lookup of a hash", figures.lookupHash());
        Pair ofMany = new Pair(many, figures.lookupHashOfMany());
        String bare = "bare array read";
        String search = "binary search";
        row(table, few, new Pair(bare, figures.bareRead()), LOOKUP_TARGET);
        row(table, ofMany, new Pair(bare, figures.bareReadOfMany()), LOOKUP_OF_MANY_TARGET);
        row(table, few, new Pair(search, figures.binarySearch()));
        row(table, ofMany, new Pair(search, figures.binarySearchOfMany()));
        row(table, few, new Pair("Helix' routing table", figures.helix()));
        row(
                table,
                new Pair("lookup of a String", figures.lookupString()),
                new Pair("Hazelcast", figures.hazelcast()));
    }

    /** What is compared, and what it takes. */
    private record Pair(String what, double nanos) {}

    private static void row(TextTable table, Pair call, Pair beside, double target) {
        double ratio = call.nanos() / beside.nanos();
        row(table, call, beside, decimal(target) + ", " + verdict(shown(ratio) <= target));
    }

    private static void row(TextTable table, Pair call, Pair beside) {
        row(table, call, beside, "");
    }

    private static void row(TextTable table, Pair call, Pair beside, String target) {
        table.row(
                call.what(),
                decimal(call.nanos()),
                beside.what(),
                decimal(beside.nanos()),
                "x " + decimal(call.nanos() / beside.nanos()),
                target);
    }

    private static String verdict(boolean reached) {
        return reached ? "reached" : "missed";
    }

    /** A figure is compared as it is shown. */
    private static double shown(double figure) {
        return Double.parseDouble(decimal(figure));
    }

    private static String decimal(double value) {
        String format = value < 10 ? "%.2f" : value < 1_000 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }

    private void line(String text) {
        out.println(text);
    }
}
