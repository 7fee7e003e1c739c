package io.centrifuge.core.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.TableRecord;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a leader knows of one term, and of that term only: the leases of each service. An event
 * looks at the services that it concerns, and at those in which time alone changes something. One
 * thread.
 */
final class Tenure {
    private final ManagerConfig config;
    private final long term;

    /** When this process learned that the term is committed. */
    private final ClockReading since;

    /** How long a lease of an earlier leader may run from then on, in nanoseconds. */
    private final long inheritedNanos;

    private final SortedMap<ServiceName, ServiceLeasing> services = new TreeMap<>();

    /** Where something may have changed since the last {@link #advance}. */
    private final SortedSet<ServiceName> touched = new TreeSet<>();

    /** Where a record's fate is unknown. */
    private final SortedMap<ServiceName, ServiceLeasing> proposing = new TreeMap<>();

    /** When time alone changes something in a service. */
    private final Deadlines<ServiceName> wakes = new Deadlines<>();

    /** Immutable, for others read it. */
    private SortedMap<ServiceName, SortedMap<OwnerId, KeptOut>> keptOut =
            Collections.emptySortedMap();

    private long races;

    /** Treats every recorded lease as renewed now, when this process learned of its term. */
    Tenure(ManagerConfig config, CommittedState state, long longestLeaseNanos, ClockReading now) {
        this.config = config;
        this.term = state.leader().term();
        this.since = now;
        this.inheritedNanos = Math.max(longestLeaseNanos, config.lease().managerNanos());
        state.tables().values().forEach(this::begin);
    }

    private ServiceLeasing begin(LeaseTable table) {
        ServiceName service = table.service();
        ServiceLeasing leasing = new ServiceLeasing(
                new Grantor(service, term, config.lease()),
                new Placement(table, config.virtualNodesOf(service), config.joinWait()),
                table,
                waitsUntil());
        services.put(service, leasing);
        touched.add(service);
        return leasing;
    }

    long term() {
        return term;
    }

    long inheritedNanos() {
        return inheritedNanos;
    }

    /** Whether what earlier leaders leased has surely run out, but for what is renewed. */
    boolean hasWaited(ClockReading now) {
        return now.surelyAfter(since, inheritedNanos);
    }

    /** Monotonic nanoseconds at which it has. */
    long waitsUntil() {
        return since.monotonic() + inheritedNanos;
    }

    /** How many requests crossed a message and were dropped. */
    long races() {
        return races;
    }

    /** Whether a record's fate has been unknown for a whole lease of the leader. */
    boolean isInDoubt(ClockReading now) {
        long doubt = config.leader().leaseNanos();
        return proposing.values().stream().anyMatch(service -> service.isInDoubt(now, doubt));
    }

    /** Ends the leases that are over by now. */
    void expire(ClockReading now, List<ManagerEffect> effects) {
        for (ServiceName service : wakes.due(now.monotonic())) {
            touched.add(service);
            leasing(service).expire(now, effects);
        }
    }

    /** An owner's request of this term arrived. */
    void heard(
            OwnerRequest request,
            CommittedState state,
            ClockReading now,
            List<ManagerEffect> effects) {
        ServiceName service = request.service();
        ServiceLeasing leasing = services.get(service);
        if (leasing == null) {
            leasing = begin(state.table(service));
        }
        touched.add(service);
        long before = leasing.races();
        leasing.heard(request, now, effects);
        races += leasing.races() - before;
    }

    /** An administrator's; nothing is done where this leader knows no such service. */
    void order(ManagerEvent.Order order) {
        ServiceLeasing leasing = services.get(order.service());
        if (leasing != null) {
            touched.add(order.service());
            leasing.order(order);
        }
    }

    /** Who is kept out of each service where anybody is. The same object until that changes. */
    SortedMap<ServiceName, SortedMap<OwnerId, KeptOut>> keptOut() {
        return keptOut;
    }

    /** The log moved a service's table on, which made this state. */
    void applied(
            TableRecord record,
            CommittedState state,
            ClockReading now,
            List<ManagerEffect> effects) {
        if (record.removesService()) {
            effects.add(new ManagerEffect.Say(new Transition.Removed(record.service())));
            services.forEach((service, leasing) -> begin(service, leasing, state));
            return;
        }
        ServiceLeasing leasing = services.get(record.service());
        if (leasing != null) {
            touched.add(record.service());
            leasing.applied(record, state.table(record.service()), now, effects);
        }
    }

    /** Of whatever service nothing is committed the table begins at a higher LSN now. */
    private void begin(ServiceName service, ServiceLeasing leasing, CommittedState state) {
        if (!state.tables().containsKey(service)) {
            touched.add(service);
            leasing.begin(state.table(service));
        }
    }

    /** Leases of a lost history have ended everywhere: what waited for that may be granted. */
    void mayGrant() {
        touched.addAll(services.keySet());
    }

    /** Decides, proposes, and tells owners, where anything changed. */
    void advance(ClockReading now, boolean grants, List<ManagerEffect> effects) {
        long retry = config.leader().heartbeatNanos();
        for (ServiceName service : touched) {
            ServiceLeasing leasing = leasing(service);
            leasing.advance(now, retry, grants, effects);
            if (leasing.isProposing()) {
                proposing.put(service, leasing);
            } else {
                proposing.remove(service);
            }
            noteKeptOut(service, leasing.keptOut());
            wakes.remove(service);
            leasing.wakeAt(now, retry).ifPresent(at -> wakes.put(service, at));
        }
        touched.clear();
    }

    @SuppressWarnings("ReferenceEquality") // what is compared is replaced, never changed
    private void noteKeptOut(ServiceName service, SortedMap<OwnerId, KeptOut> out) {
        if (out.isEmpty() ? !keptOut.containsKey(service) : out == keptOut.get(service)) {
            return;
        }
        SortedMap<ServiceName, SortedMap<OwnerId, KeptOut>> all = new TreeMap<>(keptOut);
        if (out.isEmpty()) {
            all.remove(service);
        } else {
            all.put(service, out);
        }
        keptOut = Collections.unmodifiableSortedMap(all);
    }

    /** Monotonic nanoseconds at which time alone changes something. */
    OptionalLong wakeAt() {
        return wakes.first();
    }

    private ServiceLeasing leasing(ServiceName service) {
        return Objects.requireNonNull(services.get(service));
    }
}
