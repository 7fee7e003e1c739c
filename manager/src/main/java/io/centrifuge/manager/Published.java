package io.centrifuge.manager;

import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.core.table.ServiceName;

import java.time.Duration;

/**
 * What the machine's thread shows to all others after an event. Immutable.
 *
 * @param restored whether the store was read; the view shows nothing before
 * @param leaderSeenAt monotonic nanoseconds at which the store was read, or showed a leader's
 *     accepted write for the last time: the view was not older then than the store's log
 */
record Published(ManagerView view, boolean restored, long leaderSeenAt) {
    /** How long after the last heartbeat a manager vouches for its tables. */
    static final long VOUCHED_NANOS = Duration.ofSeconds(10).toNanos();

    /** Whether lookups may be answered from it. */
    boolean isVouchedFor(long monotonic) {
        return restored && monotonic - leaderSeenAt < VOUCHED_NANOS;
    }

    boolean knows(ServiceName service) {
        return view.histories().containsKey(service);
    }
}
