package io.centrifuge.core.schedule;

import io.centrifuge.core.table.CommittedState;
import io.centrifuge.core.table.LeaseTable;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.core.table.StoreRecord;
import io.centrifuge.core.table.TableRecord;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The log, with proposals that are delayed, lost, reordered and repeated, and followers that learn
 * late but in order. Keeps every table that ever was committed, for the checks.
 */
final class SimStore {
    private final World world;
    private final List<StoreRecord> log = new ArrayList<>();
    private final Map<ServiceName, Map<Long, LeaseTable>> tables = new HashMap<>();
    private CommittedState state = CommittedState.EMPTY;
    private boolean stalled;

    /** One manager's place in the log. */
    final class Follower {
        private final SimProcess process;
        private final Consumer<StoreRecord> consumer;
        private int next;

        private Follower(SimProcess process, Consumer<StoreRecord> consumer, int next) {
            this.process = process;
            this.consumer = consumer;
            this.next = next;
        }

        private void catchUp() {
            process.take(() -> {
                while (next < log.size() && !process.isDead() && !process.isCutOff()) {
                    consumer.accept(log.get(next++));
                }
            });
        }
    }

    private final List<Follower> followers = new ArrayList<>();

    SimStore(World world) {
        this.world = world;
    }

    CommittedState state() {
        return state;
    }

    LeaseTable tableAt(ServiceName service, long lsn) {
        return lsn == 0
                ? CommittedState.EMPTY.table(service)
                : tables.get(service).get(lsn);
    }

    /** Follows from the present state on. */
    Follower follow(SimProcess process, Consumer<StoreRecord> consumer) {
        Follower follower = new Follower(process, consumer, log.size());
        followers.removeIf(other -> other.process.isDead());
        followers.add(follower);
        return follower;
    }

    void catchUpAll() {
        followers.forEach(Follower::catchUp);
    }

    void propose(StoreRecord record) {
        if (world.random.nextInt(100) < 3) {
            return;
        }
        world.after(commitDelay(), () -> commit(record));
        if (world.random.nextInt(100) < 3) {
            world.after(commitDelay() * 20, () -> commit(record));
        }
    }

    /** Commits nothing for a while. */
    void stall(long nanos) {
        if (!stalled) {
            stalled = true;
            world.after(nanos, () -> stalled = false);
        }
    }

    private long commitDelay() {
        return world.random.nextInt(50) == 0
                ? world.random.nextLong(1_500_000_000L)
                : world.random.nextLong(6_000_000L);
    }

    @SuppressWarnings("ReferenceEquality") // apply returns the very same state when it refuses
    private void commit(StoreRecord record) {
        if (stalled) {
            world.after(50_000_000L, () -> commit(record));
            return;
        }
        CommittedState before = state;
        state = before.apply(record);
        log.add(record);
        if (state != before && record instanceof TableRecord changes) {
            LeaseTable table = state.table(changes.service());
            tables.computeIfAbsent(changes.service(), name -> new HashMap<>())
                    .put(table.lsn(), table);
            world.checks.committed(changes, before.table(changes.service()));
        }
        for (Follower follower : followers) {
            boolean lags = world.random.nextInt(15) == 0;
            world.after(
                    world.random.nextLong(lags ? 1_500_000_000L : 3_000_000L), follower::catchUp);
        }
    }
}
