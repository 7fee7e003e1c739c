package io.centrifuge.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.key.KeyRange;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.lookup.LookupSnapshot;
import io.centrifuge.core.message.Lease;
import io.centrifuge.core.table.LeaseEntry;
import io.centrifuge.core.table.LeaseTable;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.core.table.TableChange;
import io.centrifuge.core.table.TableRecord;
import io.centrifuge.core.time.ClockReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The guarantees, checked against models that know nothing of how the machines work: G1 for every
 * key at every event; G2, G3 and "a number never comes back" for a sample of keys.
 */
final class Checks {
    private static final int SAMPLE = 24;

    private final World world;
    private final long[] sample = new long[SAMPLE];

    /**
     * Of each service and sampled key, the LSNs at which its state was lost, by what the records
     * say.
     */
    private final Map<ServiceName, List<TreeSet<Long>>> breaks = new HashMap<>();

    /** Of each owner's process and sampled key, the numbers that ended there. */
    private final Map<SimOwner, List<Set<Long>>> ended = new HashMap<>();

    /**
     * How often what happened, so that a schedule in which nothing happens can't pass for a proof.
     */
    final Map<String, Integer> seen = new HashMap<>();

    Checks(World world) {
        this.world = world;
        for (int i = 0; i < SAMPLE; i++) {
            sample[i] = world.random.nextLong();
        }
    }

    void count(String what) {
        seen.merge(what, 1, Integer::sum);
    }

    /**
     * G1: at this instant of true time no key is held by two processes, whatever they are doing.
     */
    void exclusive(ServiceName service, List<SimOwner> owners) {
        RangeMap<Boolean> held = RangeMap.of(false);
        for (SimOwner owner : owners) {
            if (owner.isDead() || !owner.service.equals(service)) {
                continue;
            }
            ClockReading now = owner.now();
            if (owner.visible.remainingNanos(now) <= 0) {
                continue;
            }
            held = held.zip(owner.visible.leases(), (before, lease) -> {
                assertThat(before && lease.isHeld())
                        .as("a key of %s held by %s and another", service, owner.self)
                        .isFalse();
                return before || lease.isHeld();
            });
        }
    }

    void committed(TableRecord record, LeaseTable before) {
        List<TreeSet<Long>> lost =
                breaks.computeIfAbsent(record.service(), name -> perKey(TreeSet::new));
        for (TableChange change : record.changes()) {
            count(change.getClass().getSimpleName());
            KeyRange range = switch (change) {
                case TableChange.Freed freed -> freed.range();
                case TableChange.Granted granted -> granted.range();
                case TableChange.Merged merged -> merged.range();
                default -> null;
            };
            for (int i = 0; range != null && i < SAMPLE; i++) {
                if (range.contains(sample[i])) {
                    lost.get(i).add(record.lsn());
                }
            }
        }
        LeaseTable after = world.store.tableAt(record.service(), record.lsn());
        before.entries().zip(after.entries(), (old, now) -> {
            assertThat(now.number())
                    .as("lease numbers only grow")
                    .isGreaterThanOrEqualTo(old.number());
            return true;
        });
    }

    /** Ends, in the model, what is over by the process's clocks at the instant of an event. */
    void beforeEvent(SimOwner owner, ClockReading now) {
        if (owner.visible.remainingNanos(now) > 0) {
            return;
        }
        for (int i = 0; i < SAMPLE; i++) {
            long number = owner.visible.leases().get(sample[i]).number();
            if (number != 0) {
                count("ended by clock");
                endedOf(owner).get(i).add(number);
            }
        }
    }

    private final Map<SimOwner, long[]> lastNumbers = new HashMap<>();

    void published(SimOwner owner) {
        long[] last = lastNumbers.computeIfAbsent(owner, any -> new long[SAMPLE]);
        for (int i = 0; i < SAMPLE; i++) {
            Lease lease = owner.visible.leases().get(sample[i]);
            if (last[i] != lease.number()) {
                endedOf(owner).get(i).add(last[i]);
                last[i] = lease.number();
            }
            if (lease.isHeld()) {
                assertThat(endedOf(owner).get(i))
                        .as("number comes back")
                        .doesNotContain(lease.number());
                continuous(owner, i, lease);
            }
        }
    }

    /** G3: what the snapshot calls continuous, the records never broke. */
    private void continuous(SimOwner owner, int key, Lease lease) {
        ClockReading now = owner.now();
        Long lastBreak = breaks.get(owner.service).get(key).floor(lease.number());
        long since = lastBreak == null ? 0 : lastBreak;
        for (long number : new long[] {lease.stateSince(), since - 1, lease.number() - 1}) {
            if (owner.visible.isHeldSince(sample[key], number, now.monotonic(), now.wall())) {
                assertThat(number)
                        .as("continuous since before a loss")
                        .isGreaterThanOrEqualTo(since);
            }
        }
    }

    /** G2, and that changes compose to the table. */
    void lookedUp(
            ServiceName service, LookupSnapshot before, LookupSnapshot after, List<KeyRange> lost) {
        LeaseTable table = world.store.tableAt(service, after.lsn());
        assertThat(after.entries()).as("table of LSN %d", after.lsn()).isEqualTo(table.entries());
        assertThat(after.lsn()).isGreaterThanOrEqualTo(before.lsn());
        List<TreeSet<Long>> broken = breaks.get(service);
        for (int i = 0; broken != null && i < SAMPLE; i++) {
            long key = sample[i];
            LeaseEntry entry = before.entries().get(key);
            Long loss = broken.get(i).higher(entry.number());
            if (entry.holder() != null && loss != null && loss <= after.lsn()) {
                count("loss seen");
                assertThat(lost.stream().anyMatch(range -> range.contains(key)))
                        .as("loss of %016x, held under %d, at %d", key, entry.number(), loss)
                        .isTrue();
            }
        }
    }

    void forget(SimOwner owner) {
        ended.remove(owner);
        lastNumbers.remove(owner);
    }

    private List<Set<Long>> endedOf(SimOwner owner) {
        return ended.computeIfAbsent(owner, any -> perKey(HashSet::new));
    }

    private static <T> List<T> perKey(java.util.function.Supplier<T> make) {
        List<T> made = new ArrayList<>();
        for (int i = 0; i < SAMPLE; i++) {
            made.add(make.get());
        }
        return made;
    }
}
