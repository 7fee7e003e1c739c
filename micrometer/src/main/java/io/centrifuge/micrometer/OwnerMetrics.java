package io.centrifuge.micrometer;

import io.centrifuge.RevocationCause;
import io.centrifuge.owner.Owner;
import io.centrifuge.owner.OwnerCounters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import java.util.Locale;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * Shows an owner's counters in a registry, under names that begin with "centrifuge.owner" and with
 * the tags {@code service} and {@code owner}. Any thread may call; binding neither blocks nor
 * throws, and a meter reads the owner when the registry asks it.
 *
 * <pre>{@code
 * new OwnerMetrics(owner).bindTo(registry);
 * }</pre>
 *
 * <p>Meters don't keep the owner alive. They stay in the registry when it is closed, with the last
 * figures, until this is closed too. Of two owners of one service and id, the registry
 * shows the one that was bound last.
 */
public final class OwnerMetrics implements MeterBinder, AutoCloseable {
    private final Owner owner;

    private final BoundMeters bound = new BoundMeters();

    public OwnerMetrics(Owner owner) {
        this.owner = Objects.requireNonNull(owner, "owner");
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Tags tags =
                Tags.of("service", owner.service().value(), "owner", owner.id().value());
        Meters<Owner> meters = new Meters<>("centrifuge.owner.", owner, tags, registry);
        meters.gauge(
                "serving",
                "1 while a manager's list of what this owner holds stands, else 0.",
                is -> is.state() == Owner.State.SERVING ? 1 : 0);
        meters.gauge(
                "kept.out",
                "1 while the manager plans nothing for this owner since it came and went, else 0.",
                is -> is.isKeptOut() ? 1 : 0);
        meters.gauge("ranges.held", "Ranges that are held now.", Owner::heldRanges);
        bindLeases(meters);
        bindSession(meters);
        bound.add(meters);
    }

    /** Removes its meters from the registries; it may be bound again. */
    @Override
    public void close() {
        bound.removeAll();
    }

    private static void bindLeases(Meters<Owner> meters) {
        counter(
                meters,
                "ranges.granted",
                "Ranges granted, each time that one was.",
                OwnerCounters::rangesGranted);
        for (RevocationCause cause : RevocationCause.values()) {
            meters.counter(
                    "ranges.revoked",
                    "Ranges that ended, by cause.",
                    Tag.of("cause", cause.name().toLowerCase(Locale.ROOT)),
                    is -> is.counters().revoked().getOrDefault(cause, 0L));
        }
        counter(
                meters,
                "listener.failures",
                "Exceptions that the application's listener threw.",
                OwnerCounters::listenerFailures);
    }

    private static void bindSession(Meters<Owner> meters) {
        counter(
                meters,
                "requests.sent",
                "Renewals, acknowledgements and releases given to a stream.",
                OwnerCounters::requestsSent);
        counter(
                meters,
                "lists.handled",
                "Complete lists of a manager, answers to renewals and pushed ones, handled.",
                OwnerCounters::listsHandled);
        counter(
                meters,
                "messages.heard",
                "Messages of managers that arrived.",
                OwnerCounters::messagesHeard);
        counter(
                meters,
                "messages.raced",
                "Messages dropped because they crossed a request.",
                OwnerCounters::races);
        counter(
                meters,
                "reconnects",
                "Streams given up: broken, or silent.",
                OwnerCounters::reconnects);
        counter(
                meters,
                "refusals",
                "Streams that a manager refused for good reason.",
                OwnerCounters::refusals);
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
            Meters<Owner> meters, String name, String help, ToLongFunction<OwnerCounters> count) {
        meters.counter(name, help, is -> count.applyAsLong(is.counters()));
    }
}
