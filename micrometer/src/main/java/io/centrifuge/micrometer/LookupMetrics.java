package io.centrifuge.micrometer;

import io.centrifuge.LossCause;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.lookup.LookupCounters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import java.util.Locale;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * Shows a lookup's counters in a registry, under names that begin with "centrifuge.lookup" and with
 * the tag {@code service}. Any thread may call; binding neither blocks nor throws, and a meter
 * reads the lookup when the registry asks it.
 *
 * <pre>{@code
 * new LookupMetrics(lookup).bindTo(registry);
 * }</pre>
 *
 * <p>Meters don't keep the lookup alive. They stay in the registry when it is closed, with the last
 * figures, until this is closed too. Of two lookups of one service, the registry shows the one
 * that was bound last.
 */
public final class LookupMetrics implements MeterBinder, AutoCloseable {
    private final Lookup lookup;

    private final BoundMeters bound = new BoundMeters();

    public LookupMetrics(Lookup lookup) {
        this.lookup = Objects.requireNonNull(lookup, "lookup");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Tags tags = Tags.of("service", lookup.service().value());
        Meters<Lookup> meters = new Meters<>("centrifuge.lookup.", lookup, tags, registry);
        meters.gauge(
                "serving",
                "1 while there is a table that is not stale, until this lookup is closed, else 0.",
                is -> is.state() == Lookup.State.SERVING ? 1 : 0);
        meters.seconds(
                "table.age",
                "How old the table that hints come from may be; above 38 it is stale.",
                is -> is.tableAge().map(age -> age.toNanos() / 1e9).orElse(Double.NaN));
        meters.gauge("table.lsn", "LSN of the table that hints come from; it grows.", Lookup::lsn);
        bindTables(meters);
        bindQuestions(meters);
        bound.add(meters);
    }

    /** Removes its meters from the registries; it may be bound again. */
    @Override
    public void close() {
        bound.removeAll();
    }

    private static void bindTables(Meters<Lookup> meters) {
        counter(
                meters,
                "tables",
                "Tables that became the one that hints come from.",
                LookupCounters::tables);
        counter(
                meters,
                "answers",
                "What managers pushed or answered, new or not.",
                LookupCounters::answers);
        counter(
                meters,
                "answers.whole",
                "Those of the answers that were whole tables.",
                LookupCounters::wholeTables);
        for (LossCause cause : LossCause.values()) {
            meters.counter(
                    "ranges.lost",
                    "Ranges whose state was lost, each time, by cause.",
                    Tag.of("cause", cause.name().toLowerCase(Locale.ROOT)),
                    is -> is.counters().lost().getOrDefault(cause, 0L));
        }
        counter(
                meters,
                "listener.failures",
                "Exceptions that the application's listener threw.",
                LookupCounters::listenerFailures);
    }

    private static void bindQuestions(Meters<Lookup> meters) {
        counter(meters, "watches", "Streams opened to a manager.", LookupCounters::watches);
        counter(
                meters,
                "polls",
                "Single questions asked: each 30 s, and for refused hints.",
                LookupCounters::polls);
        counter(
                meters,
                "hints.refused",
                "Hints that the application said an owner refused.",
                LookupCounters::refusedHints);
        counter(meters, "failures", "Streams and polls that failed.", LookupCounters::failures);
        counter(
                meters,
                "refusals",
                "Those of the failures that were a manager's refusal for good reason.",
                LookupCounters::refusals);
        meters.bytes(
                "network.sent",
                "Bytes of messages to managers.",
                is -> is.counters().bytesSent());
        meters.bytes(
                "network.received",
                "Bytes of messages of managers.",
                is -> is.counters().bytesReceived());
    }

    private static void counter(
            Meters<Lookup> meters, String name, String help, ToLongFunction<LookupCounters> count) {
        meters.counter(name, help, is -> count.applyAsLong(is.counters()));
    }
}
