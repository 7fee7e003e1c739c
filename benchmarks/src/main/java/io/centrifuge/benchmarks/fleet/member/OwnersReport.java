package io.centrifuge.benchmarks.fleet.member;

import io.centrifuge.benchmarks.fleet.held.HeldCheck;

import java.util.List;

/**
 * How a process's owners are. Counts are since its start, those of closed owners among them.
 * Immutable.
 *
 * @param running started and not stopped
 * @param serving those of them that a manager told what they hold, and the term of it isn't over
 * @param closing being closed
 * @param ranges held now by all of them
 * @param lost each a sentence of an owner that lost leases since the last report
 * @param renewals times since the last report; see {@link Latencies}
 * @param held since the last report
 * @param heldUntil all checks that began before are in this report and those before it
 */
public record OwnersReport(
        int running,
        int serving,
        int closing,
        long ranges,
        long leasesLost,
        List<String> lost,
        long races,
        String renewals,
        List<HeldCheck> held,
        long heldUntil) {}
