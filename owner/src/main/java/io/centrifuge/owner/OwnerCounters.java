package io.centrifuge.owner;

/**
 * How often what happened since an owner's start. Read one after the other, so not from one
 * instant.
 *
 * @param requestsSent renewals, acknowledgements and releases that were given to a stream
 * @param messagesHeard messages of managers that arrived
 * @param listsHandled complete lists of a manager that were handled: what renewals are answered
 *     with, and what a manager pushes when a plan changes
 * @param rangesGranted ranges granted, each time that one was
 * @param rangesRevoked ranges that ended, for whatever reason; {@code leasesLost} among them
 * @param leasesLost ranges that ended because the term ran out before a manager renewed them
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
        long rangesRevoked,
        long leasesLost,
        long races,
        long reconnects,
        long refusals,
        long listenerFailures,
        long bytesSent,
        long bytesReceived) {}
