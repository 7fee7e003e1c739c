package io.centrifuge.protocol.admin;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Names;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.time.LeaderTiming;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one manager process says of itself, and of what it has applied; for display. Immutable.
 *
 * @param version of its software; a valid name by {@link Names}
 * @param process the number that it drew at its start
 * @param uptime since its start
 * @param leading whether its own leadership stands by its own clocks
 * @param leader who leads, as far as it has applied what is committed
 * @param services each once
 * @param introduction what it tells clients of its cluster; empty before it has read its store
 */
public record ManagerStatus(
        String version,
        long process,
        Duration uptime,
        boolean leading,
        LeaderRecord leader,
        LeaseTiming leaseTiming,
        LeaderTiming leaderTiming,
        List<ServiceStatus> services,
        ManagerCounters counters,
        Optional<Introduction> introduction) {
    public ManagerStatus {
        Names.require("version", version);
        if (uptime.isNegative()) {
            throw new IllegalArgumentException("uptime must be 0 or more, but is " + uptime);
        }
        services = List.copyOf(services);
        Set<ServiceName> seen = new HashSet<>();
        for (ServiceStatus status : services) {
            if (!seen.add(status.service())) {
                throw new IllegalArgumentException(
                        "service " + status.service() + " is named twice");
            }
        }
    }

    /**
     * One service's table in figures.
     *
     * @param lsn of the table
     * @param owners incarnations that have their names: active and draining
     * @param ranges entries of the table; at least 1
     * @param unownedRanges those of them that nobody may own now
     * @param keptOut how many owners are kept out; known to the leader alone, 0 elsewhere
     * @param cordoned how many owners are cordoned
     */
    public record ServiceStatus(
            ServiceName service,
            long lsn,
            int owners,
            int ranges,
            int unownedRanges,
            int keptOut,
            int cordoned) {
        public ServiceStatus {
            requireCount("lsn", lsn);
            requireCount("owners", owners);
            requireCount("unowned ranges", unownedRanges);
            requireCount("owners kept out", keptOut);
            requireCount("cordoned owners", cordoned);
            if (ranges < 1 || ranges < unownedRanges) {
                throw new IllegalArgumentException(
                        "ranges must be at least 1 and at least the unowned ones, but are %d of %d"
                                .formatted(unownedRanges, ranges));
            }
        }
    }

    /**
     * Since the process started, except those that say "now"; each 0 or more.
     *
     * @param ownerSessions owners' streams, now
     * @param lookupWatches lookups' watches, now
     * @param requestsHandled owners' requests that were handled while leading
     * @param requestsRaced owners' requests that were dropped because they crossed a message
     * @param messagesMalformed messages of anybody that broke a rule of the protocol
     * @param leasesExpired ranges whose lease ended because the owner didn't renew it, as this
     *     process recorded while it led
     */
    public record ManagerCounters(
            long ownerSessions,
            long lookupWatches,
            long requestsHandled,
            long requestsRaced,
            long messagesMalformed,
            long leasesExpired) {
        public ManagerCounters {
            requireCount("owner sessions", ownerSessions);
            requireCount("lookup watches", lookupWatches);
            requireCount("requests handled", requestsHandled);
            requireCount("requests raced", requestsRaced);
            requireCount("messages malformed", messagesMalformed);
            requireCount("leases expired", leasesExpired);
        }
    }

    private static void requireCount(String what, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "%s must be 0 or more, but is %d".formatted(what, count));
        }
    }
}
