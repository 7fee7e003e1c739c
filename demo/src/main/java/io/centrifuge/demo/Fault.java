package io.centrifuge.demo;

import java.time.Duration;
import java.util.Locale;

/** What the demo does to the service while it is under load, in this order. */
public enum Fault {
    KILL(0.08, "a dead owner's leases must run out"),
    JOIN(0.26, "a planned move waits for no lease"),
    DRAIN(0.42, "likewise"),
    MANAGER_RESTART(0.56, "owners keep their leases meanwhile"),
    /** Where another manager can take over. */
    LEADER_KILL(0.70, "until another manager leads"),
    /** Of as many of the store's processes as it can do without. */
    STORE_KILL(0.84, "until the store has a leader");

    private final double at;
    private final String comment;

    Fault(double at, String comment) {
        this.at = at;
        this.comment = comment;
    }

    /** In words, such as "manager restart". */
    String text() {
        return key().replace('_', ' ');
    }

    /** In JSON. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What to think of the time that keys have no owner. */
    String comment() {
        return comment;
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
