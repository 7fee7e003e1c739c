package io.centrifuge.core.state;

/** A change of the leader's record. */
public sealed interface LeaderWrite extends StoreRecord {
    /**
     * Begins the term {@code watched.term() + 1} if the leader's record is still exactly {@code
     * watched}: compare-and-set on term and heartbeat number both, so that any later heartbeat
     * defeats it.
     *
     * @param process drawn at the start of the proposing manager process
     * @param managerNanos the manager's duration with which the new leader would lease
     */
    record TakeOver(LeaderRecord watched, long process, long managerNanos) implements LeaderWrite {}

    /**
     * Keeps the term.
     *
     * @param number one above the heartbeat number that it follows
     * @param longestLeaseNanos see {@link LeaderRecord#longestLeaseNanos()}
     * @param restored see {@link LeaderRecord#restored()}
     */
    record Heartbeat(long term, long process, long number, long longestLeaseNanos, boolean restored)
            implements LeaderWrite {}

    /** Ends the term at once: the next takeover needs no wait. */
    record Resign(long term, long process) implements LeaderWrite {}
}
