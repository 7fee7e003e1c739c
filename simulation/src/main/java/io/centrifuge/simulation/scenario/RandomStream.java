package io.centrifuge.simulation.scenario;

/** What randomness is drawn for: each has a stream of its own, so that none shifts another. */
public enum RandomStream {
    SCENARIO(1),
    FAULTS(2),
    PROCESSES(3),
    NETWORK(4),
    STORE(5),
    REQUESTS(6),
    MISTAKES(7),
    LARGE_WORLDS(8);

    /** Fixed for good: a seed's world depends on it. */
    final long number;

    RandomStream(long number) {
        this.number = number;
    }
}
