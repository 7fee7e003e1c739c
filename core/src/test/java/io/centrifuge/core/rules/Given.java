package io.centrifuge.core.rules;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.placement.ConsistentHashing;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What the scenarios start from: times, names, keys and tables, all explicit. */
final class Given {
    static final ServiceName SERVICE = new ServiceName("sessions");
    static final OwnerAddress ADDRESS = new OwnerAddress("127.0.0.1:8080");
    static final OwnerRef A = ref("a", 1);
    static final OwnerRef B = ref("b", 1);
    static final OwnerRef C = ref("c", 1);

    /** Planned for the owner a whether or not the owners b and c are there. */
    static final long KEY_A = plannedFor("a").start();

    /** Planned for the owner b whether or not the owner c is there. */
    static final long KEY_B = plannedFor("b").start();

    static final LeaseEntry FREE = LeaseEntry.NEVER_LEASED;

    private Given() {}

    /** Both clocks at so many milliseconds. */
    static ClockReading at(long millis) {
        return at(millis, millis);
    }

    static ClockReading at(long monotonicMillis, long wallMillis) {
        return new ClockReading(monotonicMillis * 1_000_000, wallMillis * 1_000_000);
    }

    static OwnerRef ref(String id, long incarnation) {
        return new OwnerRef(new OwnerId(id), incarnation);
    }

    /** The planned range of one of the owners a, b and c. */
    static KeyRange plannedFor(String id) {
        return ConsistentHashing.assign(List.of(A.id(), B.id(), C.id()), 1)
                .pieces(slot -> slot.owner().equals(new OwnerId(id)))
                .getLast()
                .range();
    }

    /** That many pieces from the start of the key space, each in turn with the next value. */
    @SafeVarargs
    static <V> RangeMap<V> slices(V... values) {
        long width = Long.divideUnsigned(-1L, values.length);
        RangeMap<V> map = RangeMap.of(values[0]);
        for (int i = 1; i < values.length; i++) {
            map = map.with(new KeyRange(i * width, 0), values[i]);
        }
        return map;
    }

    static LeaseEntry held(OwnerRef holder, long number) {
        return new LeaseEntry(holder, number, number);
    }

    static LeaseTable table(long lsn, RangeMap<LeaseEntry> entries, OwnerRef... owners) {
        SortedMap<OwnerRef, OwnerEntry> known = new TreeMap<>();
        Arrays.stream(owners)
                .forEach(owner -> known.put(owner, new OwnerEntry(ADDRESS, OwnerState.ACTIVE, 1)));
        return new LeaseTable(SERVICE, lsn, entries, known);
    }

    /** A store that holds this table, and whose last leader, of term 1, resigned. */
    static CommittedState stored(LeaseTable table) {
        return stored(table, new LeaderRecord(1, 99, 0, true, 0, false));
    }

    static CommittedState stored(LeaseTable table, LeaderRecord leader) {
        return named(new CommittedState(leader, new TreeMap<>(Map.of(SERVICE, table))));
    }

    /** The same, with a name, without which no manager takes part. */
    static CommittedState named(CommittedState state) {
        return state.apply(new ClusterRecord.Named(new UUID(0, 1), true)).orElse(state);
    }

    /** A request by hand: what an owner would say that holds {@code held}. */
    static OwnerRequest request(
            OwnerRef owner, long term, long sequence, long seen, RangeMap<Long> held) {
        return new OwnerRequest(
                SERVICE, owner, ADDRESS, term, sequence, seen, seen, held, List.of(), false);
    }

    /** The list, which recalls {@code range} for {@code successor}. */
    static ManagerMessage.Leases recalling(
            ManagerMessage.Leases list, KeyRange range, long number, OwnerRef successor) {
        return new ManagerMessage.Leases(
                list.service(),
                list.owner(),
                list.term(),
                list.sequence(),
                list.seen(),
                list.handled(),
                list.timing(),
                list.leases(),
                List.of(new Handover(range, number, successor)));
    }
}
