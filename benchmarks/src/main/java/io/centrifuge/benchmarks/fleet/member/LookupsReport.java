package io.centrifuge.benchmarks.fleet.member;

import java.util.List;

/**
 * How a process's lookups are. Counts are since its start. Immutable.
 *
 * @param disconnected those that no manager has answered since they began, or since the last
 *     failure
 * @param behind those whose table is older than the newest that was committed
 * @param connectedSince since when none has been disconnected, by the machine's one monotonic clock
 * @param losses ranges of whose loss whole lookups were told, each time
 * @param changeBytes of the changes that watchers were sent, on the wire
 * @param changedPieces in those changes
 * @param applied times from commit to applied since the last report; see {@link Latencies}
 * @param lsns those that lookups went on to since the last report
 */
public record LookupsReport(
        int disconnected,
        int behind,
        long connectedSince,
        long losses,
        long changeBytes,
        long changedPieces,
        String applied,
        List<AppliedLsn> lsns) {}
