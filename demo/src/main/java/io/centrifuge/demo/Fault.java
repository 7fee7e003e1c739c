package io.centrifuge.demo;

import java.time.Duration;

/** What the demo does to the service while it is under load, in this order. */
enum Fault {
    KILL(0.08),
    JOIN(0.26),
    DRAIN(0.42),
    MANAGER_RESTART(0.56),
    /** Where another manager can take over. */
    LEADER_KILL(0.70),
    /** Of as many of the store's processes as it can do without. */
    STORE_KILL(0.84);

    private final double at;

    Fault(double at) {
        this.at = at;
    }

    /** When it is due, in nanoseconds after the first publication of all devices. */
    long due(Duration run) {
        return (long) (at * run.toNanos());
    }

    /** Whether it can be done to so many processes without ending the service. */
    boolean fits(DemoOptions options) {
        return switch (this) {
            case KILL, JOIN, DRAIN, MANAGER_RESTART -> true;
            case LEADER_KILL -> options.managers() > 1 && options.storeMembers() > 2;
            case STORE_KILL -> options.stores() > 2;
        };
    }
}
