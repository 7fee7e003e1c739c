package io.centrifuge.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.Map;

/** What JMH wrote of several benchmarks, each known by its name and the number of ranges. */
final class JmhResults {
    private final Map<Key, Result> results = new HashMap<>();

    private record Key(String benchmark, int ranges) {}

    private record Result(double bestNanos, double bytes) {}

    /**
     * Takes in one file of JMH's.
     *
     * @throws IllegalArgumentException if something is missing in it
     */
    void add(JsonNode file) {
        for (JsonNode run : file) {
            String name = run.path("benchmark").asText();
            JsonNode bytes = run.at("/secondaryMetrics/gc.alloc.rate.norm/score");
            double best = least(run.at("/primaryMetric/rawData"));
            if (!bytes.isNumber() || best == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(
                        "JMH's result of \"" + name + "\" has no figures");
            }
            results.put(
                    new Key(
                            name.substring(name.lastIndexOf('.') + 1),
                            run.at("/params/ranges").asInt()),
                    new Result(best, bytes.doubleValue()));
        }
    }

    /** Of the numbers in arrays of arrays; infinity if there is none. */
    private static double least(JsonNode numbers) {
        if (numbers.isNumber()) {
            return numbers.doubleValue();
        }
        double least = Double.POSITIVE_INFINITY;
        for (JsonNode each : numbers) {
            least = Math.min(least, least(each));
        }
        return least;
    }

    /** Nanoseconds a call in the best iteration: others on the machine can only make it slower. */
    double nanos(String benchmark, int ranges) {
        return result(benchmark, ranges).bestNanos();
    }

    /** Bytes a call that the whole process allocated. */
    double bytes(String benchmark, int ranges) {
        return result(benchmark, ranges).bytes();
    }

    private Result result(String benchmark, int ranges) {
        Result result = results.get(new Key(benchmark, ranges));
        if (result == null) {
            throw new IllegalArgumentException(
                    "JMH has no result of \"%s\" with %d ranges".formatted(benchmark, ranges));
        }
        return result;
    }
}
