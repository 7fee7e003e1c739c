package io.centrifuge.system;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.manager.store.Store;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Fills the log of a manager that leads with records of a service that nobody else uses: one range
 * is granted and given up, over and over. Only while that manager leads in the term in which it
 * began: a later leader would take the service for one that it leases. One thread.
 */
final class LogFiller {
    private static final OwnerRef OWNER = new OwnerRef(new OwnerId("filler"), 1);

    /** How many may be on their way: the leader's heartbeats take their turn behind them. */
    private static final int WINDOW = 64;

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** What isn't committed by then was lost, or overtaken by what follows it. */
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ManagerServer manager;
    private final Store store;
    private final ServiceName service;
    private final long term;

    /** As it will be once all that was proposed is committed. */
    private CommittedState proposed;

    LogFiller(ManagerServer manager, Store store, String service) {
        this.manager = manager;
        this.store = store;
        this.service = new ServiceName(service);
        this.proposed = manager.view().state();
        this.term = proposed.leader().term();
    }

    /** Returns how many are committed: so many, or fewer where the term or the store has ended. */
    String fill(int records) {
        long seen = committed().lsn();
        long seenAt = System.nanoTime();
        while (seen < records && leads()) {
            if (committed().lsn() > seen) {
                seenAt = System.nanoTime();
            } else if (System.nanoTime() - seenAt > LOST_NANOS) {
                proposed = manager.view().state();
                seenAt = System.nanoTime();
            }
            seen = committed().lsn();
            proposeUpTo(Math.min(records, seen + WINDOW));
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return String.valueOf(committed().lsn());
    }

    private boolean leads() {
        return manager.view().leading()
                && manager.view().state().leader().term() == term
                && !manager.halted().toCompletableFuture().isDone();
    }

    private void proposeUpTo(long lsn) {
        for (LeaseTable table = proposed.table(service);
                table.lsn() < lsn;
                table = proposed.table(service)) {
            TableRecord next = new TableRecord(term, service, table.lsn(), changes(table));
            proposed = proposed.apply(next).orElseThrow();
            store.propose(next);
        }
    }

    private LeaseTable committed() {
        return manager.view().state().table(service);
    }

    private static List<TableChange> changes(LeaseTable table) {
        LeaseEntry all = table.entries().get(0);
        if (table.lsn() == 0) {
            return List.of(
                    new TableChange.Joined(OWNER, new OwnerAddress("10.0.0.1:80")),
                    new TableChange.Granted(KeyRange.ALL, OWNER));
        }
        return all.isFree()
                ? List.of(new TableChange.Granted(KeyRange.ALL, OWNER))
                : List.of(new TableChange.Freed(
                        KeyRange.ALL, OWNER, all.number(), TableChange.Cause.RELEASED));
    }
}
