package io.centrifuge.benchmarks.fleet;

import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What a fleet showed. Immutable.
 *
 * @param idleCpu of the leader, in seconds a second, with nobody connected
 * @param coldStart seconds from when all were told to start to the last change after which every
 *     owner served, every range was held and every lookup was up to date
 * @param managers at rest, the leader first
 * @param renewals at rest: from a request that an owner sent to its answer
 * @param changes what single owners' restarts showed
 * @param ownerLost milliseconds from the record by which a lost owner's leases expired to the last
 *     lookup that applied it; below 0 if that wasn't measured
 * @param current seconds from each takeover that the script caused until all lookups were connected
 *     and up to date
 * @param stalls what came of each time that most of the store was stopped
 * @param lost what owners said that lost leases
 * @param load of the machine, the mean of the last minute's at each second
 * @param gap the longest time, in seconds, between two looks at the fleet, which are one apart
 *     where the machine isn't too busy
 * @param page where the time lines are
 */
public record FleetFigures(
        FleetOptions options,
        double idleCpu,
        double coldStart,
        List<ManagerAtRest> managers,
        Histogram renewals,
        Changes changes,
        double ownerLost,
        List<Double> current,
        List<Stall> stalls,
        Totals totals,
        List<String> lost,
        double load,
        double gap,
        Path page) {
    /**
     * One manager at rest.
     *
     * @param cpu seconds a second
     * @param bytesIn of messages, a second
     * @param collecting milliseconds a second in pauses of garbage collections
     * @param longestPauseMs the longest pause that the page still shows
     * @param longestEventMs of the machine, while it led, since the start of the process
     */
    public record ManagerAtRest(
            String name,
            double cpu,
            double bytesIn,
            double bytesOut,
            double heapMb,
            double residentMb,
            double collecting,
            double longestPauseMs,
            double longestEventMs) {}

    /**
     * What changes of the table cost, and how soon lookups had them.
     *
     * @param applied from commit to applied, of each lookup and change
     * @param count of changes
     * @param cpuMs milliseconds of all processes for each lookup and change, above what they take
     *     at rest
     * @param bytesOfRange on the wire, of each range in an answer with changes
     */
    public record Changes(Histogram applied, int count, double cpuMs, double bytesOfRange) {}

    /**
     * Most of those that keep the store were stopped, and went on together.
     *
     * @param seconds for how long
     * @param connections new ones a second for each owner and lookup, from the stop until a manager
     *     led again: all that processes of this machine tried to make
     * @param leaderAfter seconds from the continuation until a manager said that it leads
     * @param wellAfter seconds from the continuation until a manager led, every owner served, every
     *     range was held and every lookup was up to date
     * @param leasesLost that ran out at owners meanwhile
     */
    public record Stall(
            double seconds,
            double connections,
            double leaderAfter,
            double wellAfter,
            long leasesLost) {}

    /** Counts of the whole run. */
    public record Totals(
            double tableBytes,
            long ranges,
            long leasesLost,
            long lossesNotified,
            long races,
            int takeovers,
            int doubleHeld) {}

    public ManagerAtRest leader() {
        return managers.getFirst();
    }
}
