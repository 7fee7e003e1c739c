package io.centrifuge.examples.demo;

import java.time.Duration;

/** What the demo does to the service while it is under load, in this order. */
enum Fault {
    KILL(0.10),
    JOIN(0.33),
    DRAIN(0.55),
    MANAGER_RESTART(0.77);

    private final double at;

    Fault(double at) {
        this.at = at;
    }

    /** When it is due, in nanoseconds after the first publication of all devices. */
    long due(Duration run) {
        return (long) (at * run.toNanos());
    }
}
