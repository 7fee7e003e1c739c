package io.centrifuge.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The meters that read one source, in one registry, all with one prefix and the same tags. Each
 * replaces a meter that the registry has under the same name and tags; the registry itself would
 * keep the old one. One thread at a time.
 */
final class Meters<T> {
    private final String prefix;
    private final T source;
    private final Tags tags;
    private final MeterRegistry registry;
    private final List<Meter> registered = new ArrayList<>();

    /**
     * @param prefix with the dot at its end
     * @param source what the meters read; they don't keep it alive
     */
    Meters(String prefix, T source, Tags tags, MeterRegistry registry) {
        this.prefix = prefix;
        this.source = source;
        this.tags = tags;
        this.registry = registry;
    }

    void gauge(String name, String help, ToDoubleFunction<T> value) {
        register(name, Gauge.builder(prefix + name, source, value).description(help));
    }

    /** A gauge of seconds. */
    void seconds(String name, String help, ToDoubleFunction<T> value) {
        register(
                name,
                Gauge.builder(prefix + name, source, value).description(help).baseUnit("seconds"));
    }

    private void register(String name, Gauge.Builder<T> gauge) {
        removeAny(name, tags);
        registered.add(gauge.tags(tags).register(registry));
    }

    void counter(String name, String help, ToDoubleFunction<T> value) {
        register(name, FunctionCounter.builder(prefix + name, source, value).description(help));
    }

    /** One of several counters of one name, which its tag tells from the others. */
    void counter(String name, String help, Tag of, ToDoubleFunction<T> value) {
        Tags all = tags.and(of);
        removeAny(name, all);
        registered.add(FunctionCounter.builder(prefix + name, source, value)
                .description(help)
                .tags(all)
                .register(registry));
    }

    /** A counter of bytes. */
    void bytes(String name, String help, ToDoubleFunction<T> value) {
        register(
                name,
                FunctionCounter.builder(prefix + name, source, value)
                        .description(help)
                        .baseUnit("bytes"));
    }

    private void register(String name, FunctionCounter.Builder<T> counter) {
        removeAny(name, tags);
        registered.add(counter.tags(tags).register(registry));
    }

    private void removeAny(String name, Tags with) {
        List.copyOf(registry.find(prefix + name).tags(with).meters()).forEach(registry::remove);
    }

    /** Removes them, but for those that have been replaced. */
    void removeAll() {
        registered.stream().filter(this::isThere).forEach(registry::remove);
        registered.clear();
    }

    @SuppressWarnings("ReferenceEquality") // two meters of one name and tags are equal
    private boolean isThere(Meter meter) {
        return registry.find(meter.getId().getName()).tags(tags).meters().stream()
                .anyMatch(each -> each == meter);
    }
}
