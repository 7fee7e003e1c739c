package io.centrifuge.system;

import io.centrifuge.core.key.KeyRange;
import io.centrifuge.core.table.OwnerAddress;
import io.centrifuge.core.table.OwnerId;
import io.centrifuge.core.table.OwnerRef;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.core.table.TableChange;
import io.centrifuge.core.table.TableRecord;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.manager.store.Store;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Fills the log of a manager that leads with records of a service that nobody else uses: one range
 * is granted and given up, over and over. One thread.
 */
final class LogFiller {
    private static final ServiceName SERVICE = new ServiceName("filler");
    private static final OwnerRef OWNER = new OwnerRef(new OwnerId("filler"), 1);

    /** How many may be on their way: fewer than make the store drop some. */
    private static final int WINDOW = 500;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** What isn't committed by then was lost, or overtaken by what follows it. */
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ManagerServer manager;
    private final Store store;

    LogFiller(ManagerServer manager, Store store) {
        this.manager = manager;
        this.store = store;
    }

    /** Returns how many records it has proposed, once so many are committed. */
    String fill(int records) {
        long end = lsn() + records;
        long proposed = lsn();
        long count = 0;
        long seen = lsn();
        long seenAt = System.nanoTime();
        while (lsn() < end) {
            long now = lsn();
            if (now > seen) {
                seen = now;
                seenAt = System.nanoTime();
            } else if (System.nanoTime() - seenAt > LOST_NANOS) {
                proposed = now;
                seenAt = System.nanoTime();
            }
            proposed = Math.max(proposed, now);
            while (proposed < Math.min(end, now + WINDOW)) {
                store.propose(record(proposed));
                proposed++;
                count++;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return String.valueOf(count);
    }

    private long lsn() {
        return manager.view().state().table(SERVICE).lsn();
    }

    private TableRecord record(long follows) {
        long term = manager.view().state().leader().term();
        return new TableRecord(term, SERVICE, follows, changes(follows));
    }

    private static List<TableChange> changes(long follows) {
        if (follows == 0) {
            return List.of(
                    new TableChange.Joined(OWNER, new OwnerAddress("10.0.0.1:80")),
                    new TableChange.Granted(KeyRange.ALL, OWNER));
        }
        // What the record before granted, its LSN being the lease number, or the other way round.
        return follows % 2 == 1
                ? List.of(new TableChange.Freed(
                        KeyRange.ALL, OWNER, follows, TableChange.Cause.RELEASED))
                : List.of(new TableChange.Granted(KeyRange.ALL, OWNER));
    }
}
