package io.centrifuge.benchmarks.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What was seen of a fleet, second by second, and what was done to it. Used by one thread. */
final class Timeline {
    private final List<Sample> samples = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    /**
     * A second.
     *
     * @param at seconds since the beginning
     * @param behind lookups that are disconnected or whose table is not the newest
     * @param changes of all tables since the beginning
     */
    record Sample(
            double at,
            List<Manager> managers,
            int serving,
            long ranges,
            int behind,
            int changes,
            double load) {}

    /** One manager in that second; figures a second are those since the last time it was asked. */
    record Manager(
            String name,
            boolean leads,
            double cpu,
            double residentMb,
            double heapMb,
            double bytesIn,
            double bytesOut) {}

    /** What was done to the fleet, or that another manager began to lead. */
    record Event(double at, String text, boolean takeover) {}

    void add(Sample sample) {
        samples.add(sample);
    }

    void add(Event event) {
        events.add(event);
    }

    /** The mean of the machine's. */
    double load() {
        return samples.stream().mapToDouble(Sample::load).average().orElse(0);
    }

    /** The longest time between two samples, in seconds; 0 where there are fewer than two. */
    double gap() {
        return IntStream.range(1, samples.size())
                .mapToDouble(i -> samples.get(i).at() - samples.get(i - 1).at())
                .max()
                .orElse(0);
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    List<Event> events() {
        return List.copyOf(events);
    }
}
