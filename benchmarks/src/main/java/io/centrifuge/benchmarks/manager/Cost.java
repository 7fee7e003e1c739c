package io.centrifuge.benchmarks.manager;

import java.util.Comparator;
import java.util.List;

/**
 * What events cost the machine's thread.
 *
 * @param cpuNanos its processor time
 * @param wallNanos wall time, which includes collections and other processes' turns
 * @param events how many
 */
public record Cost(long cpuNanos, long wallNanos, long events) {
    static final Cost NONE = new Cost(0, 0, 0);

    Cost plus(Cost other) {
        return new Cost(
                cpuNanos + other.cpuNanos, wallNanos + other.wallNanos, events + other.events);
    }

    Cost minus(Cost other) {
        return new Cost(
                cpuNanos - other.cpuNanos, wallNanos - other.wallNanos, events - other.events);
    }

    /** One of {@code times} that cost this together. */
    Cost dividedBy(long times) {
        return new Cost(cpuNanos / times, wallNanos / times, events / times);
    }

    /** The one in the middle by processor time; of two, the dearer. */
    static Cost median(List<Cost> costs) {
        return costs.stream()
                .sorted(Comparator.comparingLong(Cost::cpuNanos))
                .toList()
                .get(costs.size() / 2);
    }
}
