package io.centrifuge.demo;

import io.centrifuge.demo.DemoReport.Outcome;
import io.centrifuge.demo.DemoReport.Stretch;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells a {@link DemoReport} to somebody who sees Centrifuge for the first time. Stateless. */
final class ReportText {
    private ReportText() {}

    static String of(DemoReport report) {
        return what(report) + figures(report) + times(report) + verdict(report);
    }

    /** How many of what, such as "three managers and five stores". */
    static String managers(DemoOptions options) {
        String managers = count(options.managers(), "manager");
        return options.stores() == 0
                ? managers
                : managers + ", " + count(options.stores(), "store");
    }

    private static String count(int count, String what) {
        List<String> words = List.of(
                "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine");
        return words.get(count) + " " + what + (count == 1 ? "" : "s");
    }

    private static String what(DemoReport report) {
        return """

                What was done (%s)
                  %,d devices kept publishing their addresses and asking for each other's,
                  through two front ends. The addresses were kept in the memory of three back
                  ends, each device's at exactly one of them, as leased by the manager. Under
                  that load one back end was killed, one was added, one was drained and stopped,
                  and the manager that led was restarted.
                %s  When state was lost, the front ends heard of it, and the devices concerned
                  published again.

                What came of it
                """.formatted(report.setting(), report.devices(), more(report.faults()));
    }

    private static String more(DemoReport.FaultCounts faults) {
        String leader = faults.leaderKills() > 0 ? "  Then the manager that led was killed.\n" : "";
        return faults.storeKills() == 0
                ? leader
                : leader
                        + "  Then %d of the store's processes were killed at once.\n"
                                .formatted(faults.storeKills());
    }

    private static String figures(DemoReport report) {
        Outcome outcome = report.outcome();
        return row("requests", outcome.requests(), "publications and questions of the devices")
                + row("answered well", outcome.ok(), "acknowledged, or the right address")
                + row("retried", outcome.retried(), "took more than one attempt")
                + row("losses heard of", outcome.lossesNotified(), "lost ranges, by front end")
                + row("published again", outcome.republished(), "devices, after a loss")
                + row(
                        "unknown",
                        outcome.unknown(),
                        "asked for between a loss and its republication")
                + row("  unexplained", outcome.unexplained(), "unknown without a loss; must be 0")
                + row("wrong", outcome.wrong(), "outdated or another device's; must be 0")
                + row("missing", outcome.missingAtEnd(), "not found again at the end; must be 0");
    }

    private static String row(String name, long value, String meaning) {
        return String.format(Locale.ROOT, "  %-16s %,12d  %s%n", name, value, meaning);
    }

    private static String times(DemoReport report) {
        return """

                How long a key had no owner that answered, in ms (64 probe keys, each asked
                every 100 ms)
                                    95%% of keys  all keys
                %s
                Ranges at the end: %s

                """.formatted(
                        report.unavailable().entrySet().stream()
                                .map(entry -> row(entry.getKey(), entry.getValue()))
                                .collect(Collectors.joining()),
                        report.rangesByOwner().entrySet().stream()
                                .map(entry -> entry.getKey() + " has " + entry.getValue())
                                .collect(Collectors.joining(", ")));
    }

    private static String row(Fault fault, Stretch stretch) {
        return String.format(
                Locale.ROOT,
                "  %-16s %,12d %,9d  %s%n",
                fault.text(),
                stretch.p95(),
                stretch.max(),
                fault.comment());
    }

    private static String verdict(DemoReport report) {
        if (report.isPassed()) {
            return "PASSED: no answer was wrong, no loss was silent, nothing is missing.\n";
        }
        return report.problems().stream()
                .map(problem -> "  " + problem + "\n")
                .collect(Collectors.joining("", "FAILED:\n", ""));
    }
}
