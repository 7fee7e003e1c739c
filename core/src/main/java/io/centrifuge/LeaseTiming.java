package io.centrifuge;

import java.time.Duration;

/**
 * The three times that a lease's safety and liveness depend on, checked together, so that no
 * process can run with a pair that is unsafe (docs/protocol.md, "Clocks"; paper, section 3.2).
 * Immutable.
 *
 * @param owner how long a lease lasts for its owner, counted from before it sent the request that
 *     was answered; above 0
 * @param manager how long the manager waits, counted from when it handled that request; at least
 *     {@code owner * rateBound}
 * @param renewal how often an owner renews; a quarter of {@code owner} at most, so that two lost
 *     renewals keep a lease and a third in a row loses it
 * @param rateBound how much faster one process's clock may run than another's; at least 1. Two
 *     hosts whose clocks are slewed in opposite directions at chrony's default limit differ by
 *     1.182.
 */
public record LeaseTiming(Duration owner, Duration manager, Duration renewal, double rateBound) {
    private static final Duration LONGEST = Duration.ofDays(1);

    /** The default: 15 s, 18 s, renewed each 3.75 s. */
    public static final LeaseTiming STANDARD = ofMillis(15_000, 18_000, 3_750, 1.2);

    /**
     * The paper's: 60 s, 65 s, renewed each 15 s; for hosts whose clock rates differ by 8 % at
     * most.
     */
    public static final LeaseTiming PAPER = ofMillis(60_000, 65_000, 15_000, 1.08);

    /** For demos and tests: 3 s, 3.6 s, renewed each 0.75 s. */
    public static final LeaseTiming FAST = ofMillis(3_000, 3_600, 750, 1.2);

    public LeaseTiming {
        if (!(rateBound >= 1 && rateBound <= 10)) {
            throw new IllegalArgumentException(
                    "the clock rate bound must be from 1 to 10, but is " + rateBound);
        }
        if (!isInBounds(owner) || !isInBounds(manager) || !isInBounds(renewal)) {
            throw new IllegalArgumentException(
                    "the times of a lease must be above 0 and at most a day, but are %s, %s and %s"
                            .formatted(owner, manager, renewal));
        }
        if (owner.compareTo(renewal.multipliedBy(4)) < 0) {
            throw new IllegalArgumentException(
                    ("the owner's duration must be at least four renewal periods (4 x %s), but"
                                    + " is %s: "
                                    + "lengthen it or renew more often")
                            .formatted(renewal, owner));
        }
        if (manager.toNanos() < Math.ceil(owner.toNanos() * rateBound)) {
            throw new IllegalArgumentException(
                    ("the manager's duration must be at least the owner's times the clock rate "
                                    + "bound (%s x %s), but is %s: lengthen it")
                            .formatted(owner, rateBound, manager));
        }
    }

    private static boolean isInBounds(Duration time) {
        return time.isPositive() && time.compareTo(LONGEST) <= 0;
    }

    private static LeaseTiming ofMillis(long owner, long manager, long renewal, double rateBound) {
        return new LeaseTiming(
                Duration.ofMillis(owner),
                Duration.ofMillis(manager),
                Duration.ofMillis(renewal),
                rateBound);
    }

    public long ownerNanos() {
        return owner.toNanos();
    }

    public long managerNanos() {
        return manager.toNanos();
    }

    public long renewalNanos() {
        return renewal.toNanos();
    }
}
