package io.centrifuge.manager;

import com.sun.management.OperatingSystemMXBean;

import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.manager.Counters.Answer;
import io.centrifuge.manager.Counters.Change;
import io.centrifuge.manager.TrafficByRole.Role;
import io.centrifuge.protocol.admin.ManagerStatus.ServiceStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;

import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A manager's figures as meters, read when somebody asks for them. Any thread may call.
 *
 * <p>Invariant: all names begin with "centrifuge.manager"; no name or meaning changes without a
 * line in the change log, for people's dashboards depend on them.
 */
final class ManagerMetrics {
    private static final String PREFIX = "centrifuge.manager.";
    private static final long NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final ManagerSources sources;
    private final MeterRegistry registry;
    private final Map<ServiceName, ServiceStatus> statuses = new ConcurrentHashMap<>();

    // Guarded by this.
    private final Set<ServiceName> bound = new HashSet<>();

    ManagerMetrics(ManagerSources sources, MeterRegistry registry) {
        this.sources = sources;
        this.registry = registry;
        bindStanding();
        bindOwners();
        bindLookups();
        bindConnections();
        bindTraffic();
        bindProcess();
    }

    private void bindStanding() {
        Gauge.builder(PREFIX + "version", () -> 1)
                .description("Always 1; the label tells the version of the software.")
                .tag("version", StatusReport.VERSION)
                .register(registry);
        gauge("leading", "1 while this manager leads, else 0.", from -> flag(view().leading()));
        gauge(
                "store.read",
                "1 once this manager has read its store; it knows nothing before.",
                from -> flag(view().storeRead()));
        gauge(
                "term",
                "The term that the store's log showed last, whoever leads in it.",
                from -> view().state().leader().term());
        counter(
                "takeovers",
                "Terms that this process won.",
                Tags.empty(),
                from -> from.counters().takeovers());
        counter(
                "events.handled",
                "Events that this manager's machine handled: a sign of life.",
                Tags.empty(),
                from -> from.counters().steps());
        FunctionCounter.builder(
                        PREFIX + "events.waited",
                        sources,
                        from -> (double) from.counters().nanosWaited() / NANOS_A_SECOND)
                .description("Time that all events together waited for this manager's machine.")
                .baseUnit("seconds")
                .register(registry);
        TimeGauge.builder(
                        PREFIX + "events.longest",
                        sources,
                        TimeUnit.NANOSECONDS,
                        from -> from.counters().longestStepNanos())
                .description("The longest that an event took while leading; heartbeats and owners"
                        + " wait behind it.")
                .register(registry);
    }

    private void bindOwners() {
        gauge("owner.sessions", "Owners' streams, now.", from -> from.owners().size());
        counter(
                "owner.requests.handled",
                "Owners' requests, which are renewals for the most part, handled while leading.",
                Tags.empty(),
                from -> from.counters().requestsHandled());
        counter(
                "owner.requests.raced",
                "Owners' requests dropped because they crossed a message; they are sent again.",
                Tags.empty(),
                from -> view().races());
        counter(
                "owner.requests.replaced",
                "Owners' requests dropped because a newer one of the same owner came before they"
                        + " were handled.",
                Tags.empty(),
                from -> from.counters().requestsReplaced());
        counter(
                "messages.malformed",
                "Messages of anybody that broke a rule of the protocol.",
                Tags.empty(),
                from -> from.counters().messagesMalformed());
    }

    private void bindLookups() {
        gauge("lookup.watches", "Lookups' watches, now.", from -> from.watches().size());
        counter(
                "lookup.watches.refused",
                "Lookups' watches refused because connections were more than half of those that"
                        + " there may be.",
                Tags.empty(),
                from -> from.counters().lookupsRefused());
        for (Answer answer : Answer.values()) {
            counter(
                    "lookup.answers",
                    "Messages to lookups, pushed or polled: the whole table, what changed,"
                            + " that nothing changed, or that this manager is behind.",
                    Tags.of("kind", label(answer)),
                    from -> from.counters().answers(answer));
        }
    }

    private void bindConnections() {
        gauge(
                "connections",
                "Connections to the port, now.",
                from -> from.connections().open());
        gauge(
                "connections.most",
                "Connections that there may be, by the process's limit of open files.",
                from -> from.connections().most());
        counter(
                "connections.refused",
                "Connections closed at once because there were too many.",
                Tags.empty(),
                from -> from.connections().refused());
    }

    private void bindTraffic() {
        for (Role role : Role.values()) {
            bytes(
                    "network.sent",
                    "Bytes of messages sent, by the role of who gets them.",
                    role,
                    from -> from.traffic().of(role).bytesSent());
            bytes(
                    "network.received",
                    "Bytes of messages received, by the role of who sent them.",
                    role,
                    from -> from.traffic().of(role).bytesReceived());
        }
    }

    private void bindProcess() {
        OperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        FunctionCounter.builder(
                        PREFIX + "process.cpu",
                        system,
                        bean -> (double) bean.getProcessCpuTime() / NANOS_A_SECOND)
                .description("Processor time that this process has used.")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Binds the services that have come since the last call, and forgets those that have gone. */
    synchronized void bindServices() {
        Set<ServiceName> services = view().state().tables().keySet();
        for (ServiceName gone : Set.copyOf(bound)) {
            if (!services.contains(gone)) {
                bound.remove(gone);
                registry.getMeters().stream()
                        .filter(meter -> gone.value().equals(meter.getId().getTag("service")))
                        .forEach(registry::remove);
            }
        }
        for (ServiceName service : services) {
            if (bound.add(service)) {
                bindTable(service);
                bindChanges(service);
            }
        }
    }

    private void bindTable(ServiceName service) {
        ofTable("lsn", "LSN of the table: one more with every record.", service, is -> is.lsn());
        ofTable("owners", "Owners that have their names.", service, is -> is.owners());
        Gauge.builder(
                        PREFIX + "owners.kept.out",
                        sources,
                        from -> view().keptOut(service).size())
                .description("Owners that came and went, for which nothing is planned until they"
                        + " have been there for a while; 0 where this manager doesn't lead.")
                .tags(of(service))
                .register(registry);
        Gauge.builder(
                        PREFIX + "owners.cordoned",
                        sources,
                        from -> status(service).cordoned())
                .description("Owners for which nothing is planned by an administrator's order.")
                .tags(of(service))
                .register(registry);
        ofTable("ranges", "Entries of the table.", service, is -> is.ranges());
        ofTable(
                "ranges.unowned",
                "Entries of the table that nobody may own now.",
                service,
                is -> is.unownedRanges());
        Gauge.builder(PREFIX + "table.size", sources, from -> from.watches().wholeBytes(service))
                .description("Bytes of the whole table, as a lookup without one is sent it.")
                .baseUnit("bytes")
                .tags(of(service))
                .register(registry);
    }

    private void bindChanges(ServiceName service) {
        Set<Change> ofOwners = EnumSet.range(Change.JOINED, Change.LEFT);
        for (Change change : Change.values()) {
            boolean isOfOwners = ofOwners.contains(change);
            counter(
                    isOfOwners ? "owners.changed" : "ranges.changed",
                    isOfOwners
                            ? "Owners that joined or left, and administrators' orders about them."
                            : "Ranges whose lease changed, committed by this process.",
                    of(service).and("change", label(change)),
                    from -> from.counters().changes(service, change));
        }
        counter(
                "ranges.lost",
                "Ranges whose state did not come along, so that lookups tell of a loss:"
                        + " those released, expired or merged.",
                of(service),
                from -> lost(from.counters(), service));
    }

    private static long lost(Counters counters, ServiceName service) {
        return List.of(Change.RELEASED, Change.EXPIRED, Change.MERGED).stream()
                .mapToLong(change -> counters.changes(service, change))
                .sum();
    }

    private void ofTable(
            String name, String help, ServiceName service, ToDoubleFunction<ServiceStatus> value) {
        Gauge.builder(
                        PREFIX + "table." + name,
                        sources,
                        from -> value.applyAsDouble(status(service)))
                .description(help)
                .tags(of(service))
                .register(registry);
    }

    /** Made once for each table, for several gauges read it, and again and again. */
    private ServiceStatus status(ServiceName service) {
        LeaseTable table = view().state().table(service);
        return statuses.compute(
                service,
                (same, known) -> known != null && known.lsn() == table.lsn()
                        ? known
                        : StatusReport.status(table, 0));
    }

    private void gauge(String name, String help, ToDoubleFunction<ManagerSources> value) {
        Gauge.builder(PREFIX + name, sources, value).description(help).register(registry);
    }

    private void counter(
            String name, String help, Tags tags, ToDoubleFunction<ManagerSources> value) {
        FunctionCounter.builder(PREFIX + name, sources, value)
                .description(help)
                .tags(tags)
                .register(registry);
    }

    private void bytes(
            String name, String help, Role role, ToDoubleFunction<ManagerSources> value) {
        FunctionCounter.builder(PREFIX + name, sources, value)
                .description(help)
                .baseUnit("bytes")
                .tag("role", label(role))
                .register(registry);
    }

    private ManagerView view() {
        return sources.views().get();
    }

    private static int flag(boolean is) {
        return is ? 1 : 0;
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Tags of(ServiceName service) {
        return Tags.of("service", service.value());
    }
}
