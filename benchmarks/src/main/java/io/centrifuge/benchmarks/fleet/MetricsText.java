package io.centrifuge.benchmarks.fleet;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A page of metrics in Prometheus' text format. Immutable.
 *
 * @param samples the lines that are no comments
 */
record MetricsText(List<String> samples) {
    static MetricsText of(String page) {
        return new MetricsText(
                page.lines().filter(line -> !line.startsWith("#")).toList());
    }

    private DoubleStream values(String name, String label) {
        return samples.stream()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }

    /** Of all samples of that name; 0 if there is none. */
    double sum(String name) {
        return values(name, "").sum();
    }

    /** Of those with the label, such as {@code area="heap"}. */
    double sum(String name, String label) {
        return values(name, label).sum();
    }

    double max(String name) {
        return values(name, "").max().orElse(0);
    }
}
