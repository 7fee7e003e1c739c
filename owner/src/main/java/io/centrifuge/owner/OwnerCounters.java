package io.centrifuge.owner;

import io.centrifuge.RevocationCause;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often what happened since an owner's start. Read one after the other, so not from one
 * instant.
 *
 * @param requestsSent renewals, acknowledgements and releases that were given to a stream
 * @param messagesHeard messages of managers that arrived
 * @param listsHandled complete lists of a manager that were handled: what renewals are answered
 *     with, and what a manager pushes when a plan changes
 * @param rangesGranted ranges granted, each time that one was
 * @param revoked ranges that ended, for each cause there is
 * @param races messages that crossed a request and were dropped; the request was sent again
 * @param reconnects streams given up: broken, or silent
 * @param refusals streams that a manager refused for good reason, such as another protocol version
 * @param listenerFailures exceptions that the listener threw
 * @param bytesSent of all messages to managers, on the wire, without frames and headers
 * @param bytesReceived of all messages of managers, likewise
 */
public record OwnerCounters(
        long requestsSent,
        long messagesHeard,
        long listsHandled,
        long rangesGranted,
        Map<RevocationCause, Long> revoked,
        long races,
        long reconnects,
        long refusals,
        long listenerFailures,
        long bytesSent,
        long bytesReceived) {
    public OwnerCounters {
        revoked = Collections.unmodifiableMap(new EnumMap<>(revoked));
    }

    /** Ranges that ended, for whatever reason. */
    public long rangesRevoked() {
        return revoked.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Those of them that ended because no manager renewed them in time. */
    public long leasesLost() {
        return revoked.getOrDefault(RevocationCause.EXPIRED, 0L);
    }
}
