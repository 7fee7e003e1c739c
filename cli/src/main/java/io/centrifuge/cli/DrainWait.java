package io.centrifuge.cli;

import io.centrifuge.ServiceName;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Asks again and again whether a draining owner still holds something. Used by one thread. */
final class DrainWait {
    private static final Duration PERIOD = Duration.ofMillis(100);

    private final ManagerClient client;
    private final ServiceName service;
    private final Predicate<OwnerRef> owner;

    /**
     * @param owner who is to hold nothing
     */
    DrainWait(ManagerClient client, ServiceName service, Predicate<OwnerRef> owner) {
        this.client = client;
        this.service = service;
        this.owner = owner;
    }

    /**
     * Whether it holds nothing; false once {@code deadline} has passed, or if interrupted.
     *
     * @param deadline as {@code System.nanoTime()}
     */
    boolean await(long deadline) throws AdminException {
        while (holdsSomething(client.table(service))) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(PERIOD.toNanos());
        }
        return true;
    }

    private boolean holdsSomething(LeaseTable table) {
        return table.entries().any(entry -> entry.holder() != null && owner.test(entry.holder()));
    }
}
