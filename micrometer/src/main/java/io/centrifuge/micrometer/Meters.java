package io.centrifuge.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

import java.util.function.ToDoubleFunction;

/**
 * Registers meters of one thing that is read, all with one prefix and the same tags.
 *
 * @param prefix with the dot at its end
 * @param source what the meters read; they don't keep it alive
 */
record Meters<T>(String prefix, T source, Tags tags, MeterRegistry registry) {
    void gauge(String name, String help, ToDoubleFunction<T> value) {
        Gauge.builder(prefix + name, source, value).description(help).tags(tags).register(registry);
    }

    void counter(String name, String help, ToDoubleFunction<T> value) {
        FunctionCounter.builder(prefix + name, source, value)
                .description(help)
                .tags(tags)
                .register(registry);
    }

    /** A counter of bytes. */
    void bytes(String name, String help, ToDoubleFunction<T> value) {
        FunctionCounter.builder(prefix + name, source, value)
                .description(help)
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
    }
}
