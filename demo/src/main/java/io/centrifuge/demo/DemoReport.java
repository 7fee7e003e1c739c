package io.centrifuge.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the demo found. Immutable.
 *
 * @param setting managers and stores, for people
 * @param devices how many
 * @param outcome of the devices' requests
 * @param faults what was done to the service
 * @param unavailable from each fault that was begun to the next, how long probe keys went without
 *     an answer
 * @param rangesByOwner at the end
 * @param problems what could not be done, and what the checks found, for people
 */
public record DemoReport(
        String setting,
        int devices,
        Outcome outcome,
        FaultCounts faults,
        SortedMap<Fault, Stretch> unavailable,
        SortedMap<String, Integer> rangesByOwner,
        List<String> problems) {

    public DemoReport {
        unavailable = Collections.unmodifiableSortedMap(new TreeMap<>(unavailable));
        rangesByOwner = Collections.unmodifiableSortedMap(new TreeMap<>(rangesByOwner));
        problems = List.copyOf(problems);
    }

    /**
     * Of the devices' publications and questions; those of the probe keys are not counted.
     *
     * @param ok acknowledged, or answered with a right address
     * @param retried those that took more than one attempt, of a front end or a device
     * @param unknown answered "unknown" though the device had an acknowledged publication
     * @param unexplained those of them that no loss explains
     * @param missingAtEnd acknowledged devices whose newest address nobody answers at the end
     * @param lossesNotified lost ranges that the front ends told of, summed over the front ends
     */
    public record Outcome(
            long requests,
            long ok,
            long retried,
            long unknown,
            long unexplained,
            long wrong,
            long missingAtEnd,
            long lossesNotified,
            long republished) {}

    /**
     * How often each fault was carried out.
     *
     * @param storeKills how many of the store's processes were killed
     * @param isComplete whether all that can be done to these processes was done
     */
    public record FaultCounts(
            int killed,
            int joined,
            int drained,
            int managerRestarts,
            int leaderKills,
            int storeKills,
            boolean isComplete) {}

    /**
     * A key's longest stretch without an answer, in milliseconds: 95th percentile and maximum over
     * all probe keys.
     */
    public record Stretch(long p95, long max) {
        static Stretch of(long[] ascending) {
            return new Stretch(Availability.percentile95(ascending), Availability.max(ascending));
        }
    }

    /** Whether every fault was carried out and every check was met; times don't count. */
    public boolean isPassed() {
        return faults.isComplete()
                && outcome.wrong() == 0
                && outcome.unexplained() == 0
                && outcome.missingAtEnd() == 0;
    }

    /** 0 if passed, otherwise 1. */
    public int exitCode() {
        return isPassed() ? 0 : 1;
    }

    /** One object, in one line. */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("devices", devices);
        json.put("requests", outcome.requests());
        json.put("ok", outcome.ok());
        json.put("retried", outcome.retried());
        json.put("unknown", outcome.unknown());
        json.put("unexplained_unknown", outcome.unexplained());
        json.put("wrong", outcome.wrong());
        json.put("missing_at_end", outcome.missingAtEnd());
        json.put("killed", faults.killed());
        json.put("joined", faults.joined());
        json.put("drained", faults.drained());
        json.put("manager_restarts", faults.managerRestarts());
        json.put("leader_kills", faults.leaderKills());
        json.put("store_kills", faults.storeKills());
        json.put("losses_notified", outcome.lossesNotified());
        json.put("republished", outcome.republished());
        unavailable.forEach((fault, stretch) -> {
            json.put("unavailable_ms_%s_p95".formatted(fault.key()), stretch.p95());
            json.put("unavailable_ms_%s_max".formatted(fault.key()), stretch.max());
        });
        ObjectNode ranges = json.putObject("ranges_by_owner");
        rangesByOwner.forEach(ranges::put);
        return json.toString();
    }

    /** The same for people, in lines. */
    public String toText() {
        return ReportText.of(this);
    }
}
