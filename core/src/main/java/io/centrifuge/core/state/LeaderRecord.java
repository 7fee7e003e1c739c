package io.centrifuge.core.state;

/**
 * Who leads, as committed. It says nothing of time: who watches it judges its age by its own
 * clock.
 *
 * @param term grows with every leader; 0 before the first
 * @param process the number that the leading manager process drew at its start
 * @param heartbeat the number of the last accepted heartbeat of this term; the takeover is number 0
 * @param resigned whether the term is over by its leader's own word
 * @param longestLeaseNanos the longest manager's duration, in nanoseconds, under which any lease
 *     may still run; a new leader waits at least this long before it takes what it knows no renewal
 *     of
 * @param restored whether leases may still run that this store doesn't know of, of a lost history
 *     or of another store that was at its place before: nothing is granted until a leader
 *     has waited {@code longestLeaseNanos} since it learned of its takeover, and a heartbeat of it
 *     said so
 */
public record LeaderRecord(
        long term,
        long process,
        long heartbeat,
        boolean resigned,
        long longestLeaseNanos,
        boolean restored) {
    /** Before the first leader: free to be taken at once. */
    public static final LeaderRecord NONE = new LeaderRecord(0, 0, 0, true, 0, false);

    /** The same, in a store that grants nothing before a leader has waited. */
    public static final LeaderRecord UNTRIED = new LeaderRecord(0, 0, 0, true, 0, true);

    public boolean isOf(long otherTerm, long otherProcess) {
        return term == otherTerm && process == otherProcess;
    }
}
