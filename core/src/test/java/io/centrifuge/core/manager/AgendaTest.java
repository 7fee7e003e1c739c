package io.centrifuge.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * A leader that looks only at whom an event concerns decides what it would decide if it looked at
 * everybody: after any event, to look at all finds nothing more to do.
 */
class AgendaTest {
    private static final ServiceName SERVICE = new ServiceName("presence");
    private static final OwnerAddress ADDRESS = new OwnerAddress("a:80");
    private static final long NEVER = Duration.ofDays(1).toNanos();
    private static final int SEEDS = 600;
    private static final int EVENTS = 400;
    private static final int EVENTS_BETWEEN_LOOKS = 20;

    /** What the runs did, so that none of it is left out by accident. */
    private enum Seen {
        JOINED,
        LEFT,
        SUPERSEDED,
        DRAINED,
        UNDRAINED,
        CORDONED,
        UNCORDONED,
        EVICTED,
        EXPIRED,
        RELEASED,
        TRANSFERRED,
        MERGED,
        RACE
    }

    private final Map<Seen, Integer> seen = new EnumMap<>(Seen.class);

    /** An owner that says what it was told, and now and then less, or nothing, or farewell. */
    private static final class Owner {
        final OwnerRef ref;
        long sequence;
        long seen;
        long handled;
        RangeMap<Lease> leases = RangeMap.of(Lease.NONE);
        List<Handover> recalls = List.of();
        boolean retiring;
        boolean leaving;

        Owner(OwnerRef ref) {
            this.ref = ref;
        }

        OwnerRequest request() {
            return new OwnerRequest(
                    SERVICE,
                    ref,
                    ADDRESS,
                    1,
                    ++sequence,
                    seen,
                    handled,
                    leaving ? RangeMap.of(0L) : leases.map(Lease::number),
                    leaving ? List.of() : recalls,
                    retiring && !leaving,
                    leaving);
        }

        void hear(ManagerMessage message) {
            if (message instanceof ManagerMessage.Leases list) {
                seen = list.sequence();
                handled = list.sequence();
                leases = list.leases();
                recalls = list.recalls();
            } else if (message instanceof ManagerMessage.OutOfStep outOfStep) {
                seen = outOfStep.sequence();
            }
        }
    }

    private final class World {
        final SplittableRandom random;
        final Map<OwnerRef, Owner> owners = new TreeMap<>();
        final List<TableRecord> proposed = new ArrayList<>();
        CommittedState state;
        final ServiceLeasing leasing;
        long time;

        World(long seed) {
            random = new SplittableRandom(seed);
            LeaseTable inherited = random.nextBoolean() ? cutUp() : empty();
            state = new CommittedState(
                    new LeaderRecord(1, 1, 0, false, 18, false),
                    new TreeMap<>(Map.of(SERVICE, inherited)));
            leasing = new ServiceLeasing(
                    new Grantor(SERVICE, 1, LeaseTiming.FAST),
                    new Placement(
                            state.table(SERVICE),
                            1 + random.nextInt(4),
                            random.nextInt(4) == 0 ? JoinWait.STANDARD : JoinWait.NONE),
                    state.table(SERVICE),
                    LeaseTiming.FAST.managerNanos());
        }

        LeaseTable empty() {
            return new LeaseTable(
                    SERVICE, 1, RangeMap.of(LeaseEntry.NEVER_LEASED), new TreeMap<>());
        }

        /** More pieces than there may be, of owners that come or don't. */
        LeaseTable cutUp() {
            SortedMap<OwnerRef, OwnerEntry> known = new TreeMap<>();
            RangeMap<LeaseEntry> entries = RangeMap.of(LeaseEntry.NEVER_LEASED);
            for (int number = 1; number <= 100; number++) {
                OwnerRef holder = new OwnerRef(new OwnerId("o" + random.nextInt(3)), 1);
                known.put(holder, new OwnerEntry(ADDRESS, OwnerState.ACTIVE, 1));
                long start = random.nextLong() >>> 1;
                entries = entries.with(
                        new KeyRange(start, random.nextInt(8) == 0 ? 0 : start + (1 << 20)),
                        new LeaseEntry(holder, number, number));
            }
            return new LeaseTable(SERVICE, 100, entries, known);
        }

        void event() {
            time += random.nextInt(4) == 0 ? random.nextLong(1_500_000_000L) : 1_000_000;
            ClockReading now = new ClockReading(time, time);
            List<ManagerEffect> effects = new ArrayList<>();
            leasing.expire(now, effects);
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> leasing.heard(anyOwner().request(), now, effects);
                case 4, 5, 6 -> commit(effects);
                default -> {
                    if (random.nextInt(4) == 0) {
                        leasing.order(order(new OwnerId("o" + random.nextInt(5))));
                    }
                }
            }
            boolean grants = random.nextInt(10) != 0;
            leasing.advance(now, NEVER, grants, effects);
            perform(effects);
            if (random.nextInt(EVENTS_BETWEEN_LOOKS) == 0) {
                lookAtAll(now, grants);
            }
        }

        private ManagerEvent.Order order(OwnerId id) {
            return switch (random.nextInt(8)) {
                case 0, 1 -> new ManagerEvent.Drain(SERVICE, id);
                case 2, 3 -> new ManagerEvent.PutCordon(SERVICE, Cordon.of(id));
                case 4 -> new ManagerEvent.Evict(SERVICE, new OwnerRef(id, 2));
                default -> new ManagerEvent.Undrain(SERVICE, id);
            };
        }

        /** Now and then alone, for what it puts on the agenda may hide what was forgotten. */
        void lookAtAll(ClockReading now, boolean grants) {
            List<ManagerEffect> more = new ArrayList<>();
            leasing.lookAtAll();
            leasing.advance(now, NEVER, grants, more);
            assertThat(more).isEmpty();
        }

        Owner anyOwner() {
            long incarnation = random.nextInt(6) == 0 ? 2 : 1;
            OwnerRef ref = new OwnerRef(new OwnerId("o" + random.nextInt(5)), incarnation);
            Owner owner = owners.computeIfAbsent(ref, Owner::new);
            if (random.nextInt(12) == 0) {
                owner.leases = owner.leases.with(
                        owner.leases.range(random.nextInt(owner.leases.size())), Lease.NONE);
            }
            owner.retiring |= random.nextInt(40) == 0;
            owner.leaving |= random.nextInt(40) == 0;
            if (owner.leaving && random.nextInt(6) == 0) {
                owners.remove(ref);
                return anyOwner();
            }
            return owner;
        }

        void commit(List<ManagerEffect> effects) {
            if (!proposed.isEmpty()) {
                TableRecord record = proposed.removeFirst();
                LeaseTable before = state.table(SERVICE);
                state = state.apply(record).orElseThrow();
                leasing.applied(
                        record, state.table(SERVICE), new ClockReading(time, time), effects);
                note(record, before);
            }
        }

        void note(TableRecord record, LeaseTable before) {
            for (TableChange change : record.changes()) {
                switch (change) {
                    case TableChange.Joined(OwnerRef owner, OwnerAddress address) ->
                        count(
                                before.current(owner.id()).isPresent()
                                        ? Seen.SUPERSEDED
                                        : Seen.JOINED);
                    case TableChange.Left left -> count(Seen.LEFT);
                    case TableChange.Drained drained -> count(Seen.DRAINED);
                    case TableChange.Undrained undrained -> count(Seen.UNDRAINED);
                    case TableChange.Evicted evicted -> count(Seen.EVICTED);
                    case TableChange.Removed removed -> throw new AssertionError(removed);
                    case TableChange.Cordoned cordoned -> count(Seen.CORDONED);
                    case TableChange.Uncordoned lifted -> count(Seen.UNCORDONED);
                    case TableChange.Freed freed ->
                        count(
                                freed.cause() == TableChange.Cause.EXPIRED
                                        ? Seen.EXPIRED
                                        : Seen.RELEASED);
                    case TableChange.Transferred transferred -> count(Seen.TRANSFERRED);
                    case TableChange.Merged merged -> count(Seen.MERGED);
                    case TableChange.Granted granted -> {}
                }
            }
        }

        void perform(List<ManagerEffect> effects) {
            for (ManagerEffect effect : effects) {
                switch (effect) {
                    case ManagerEffect.Propose propose ->
                        proposed.add((TableRecord) propose.record());
                    case ManagerEffect.Say say -> {}
                    case ManagerEffect.Send send -> {
                        Owner owner = owners.get(send.message().owner());
                        if (send.message() instanceof ManagerMessage.OutOfStep) {
                            count(Seen.RACE);
                        }
                        if (owner != null && random.nextInt(5) != 0) {
                            owner.hear(send.message());
                        }
                    }
                }
            }
        }
    }

    private void count(Seen what) {
        seen.merge(what, 1, Integer::sum);
    }

    @Test
    void nothingIsForgotten() {
        for (long seed = 0; seed < SEEDS; seed++) {
            World world = new World(seed);
            for (int event = 0; event < EVENTS; event++) {
                world.event();
            }
        }
        assertThat(seen.keySet()).isEqualTo(new TreeSet<>(List.of(Seen.values())));
    }
}
