package io.centrifuge.lookup;

import io.centrifuge.LossCause;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often what happened since a lookup's start. Read one after the other, so not from one
 * instant.
 *
 * @param tables tables that became the one that hints come from
 * @param answers what managers pushed or answered, new or not
 * @param wholeTables those of the answers that were whole tables; the others were changes, or that
 *     there are none, or that the manager is behind
 * @param watches streams opened, to this manager or that
 * @param polls single questions asked: each 30 s, and for refused hints
 * @param refusedHints hints that the application said an owner refused
 * @param lost ranges whose state was lost, each time, for each cause there is
 * @param failures streams and polls that failed
 * @param refusals those of them that a manager refused for good reason, such as another protocol
 *     version
 * @param listenerFailures exceptions that the listener threw
 * @param bytesSent of all messages to managers, on the wire, without frames and headers
 * @param bytesReceived of all messages of managers, likewise
 */
public record LookupCounters(
        long tables,
        long answers,
        long wholeTables,
        long watches,
        long polls,
        long refusedHints,
        Map<LossCause, Long> lost,
        long failures,
        long refusals,
        long listenerFailures,
        long bytesSent,
        long bytesReceived) {
    public LookupCounters {
        lost = Collections.unmodifiableMap(new EnumMap<>(lost));
    }

    /** Ranges whose state was lost, each time, for whatever cause. */
    public long rangesLost() {
        return lost.values().stream().mapToLong(Long::longValue).sum();
    }
}
