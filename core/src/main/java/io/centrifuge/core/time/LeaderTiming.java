package io.centrifuge.core.time;

import io.centrifuge.LeaseTiming;

import java.time.Duration;

/**
 * How long a leader leads on one accepted heartbeat, and how long a standby waits before it takes
 * over (docs/protocol.md, "Election and takeover"). Immutable; all managers of a group use equal
 * ones.
 *
 * @param lease how long a leader may answer owners, counted from before it proposed its last
 *     accepted heartbeat
 * @param heartbeat how often it proposes one; a third of {@code lease} at most
 * @param rateBound as in {@link LeaseTiming}
 */
public record LeaderTiming(Duration lease, Duration heartbeat, double rateBound) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** The default: 2 s, a heartbeat each 0.5 s, clocks' rates within 1.2 of each other. */
    public static final LeaderTiming STANDARD =
            new LeaderTiming(Duration.ofSeconds(2), Duration.ofMillis(500), 1.2);

    public LeaderTiming {
        if (!isInBounds(lease) || !isInBounds(heartbeat)) {
            throw new IllegalArgumentException(
                    ("the leader's lease and its heartbeat must be above 0 and at most a day, "
                                    + "but are %s and %s")
                            .formatted(lease, heartbeat));
        }
        if (lease.compareTo(heartbeat.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException(
                    ("the leader's lease must be at least three heartbeats (3 x %s), but is %s: "
                                    + "lengthen it or beat more often")
                            .formatted(heartbeat, lease));
        }
        if (!(rateBound >= 1 && rateBound <= 10)) {
            throw new IllegalArgumentException(
                    "the clock rate bound must be from 1 to 10, but is " + rateBound);
        }
    }

    private static boolean isInBounds(Duration lease) {
        return lease.isPositive() && lease.compareTo(LONGEST) <= 0;
    }

    public long leaseNanos() {
        return lease.toNanos();
    }

    public long heartbeatNanos() {
        return heartbeat.toNanos();
    }

    /**
     * How long a standby must have seen the leader's record unchanged by its own clock, in
     * nanoseconds.
     */
    public long takeoverNanos() {
        return (long) Math.ceil(lease.toNanos() * rateBound);
    }
}
