package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.centrifuge.core.state.History;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.protocol.runtime.DurationText;
import io.centrifuge.protocol.stored.StoreBackup;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/** What a backup is, for people who choose among several. */
record BackupReport(Path file, StoreBackup backup, String remark) {
    void print(PrintWriter out, Style style) {
        LeaderRecord leader = backup.state().leader();
        long history = History.of(leader.term());
        out.printf(
                "from      member %s of group %s, at %s%n",
                backup.member(), backup.cluster(), backup.takenAt());
        out.printf(
                "log       the last entry is of term %d; %s%n",
                backup.entryTerm(),
                backup.entries() == 1 ? "1 entry" : backup.entries() + " entries");
        out.printf(
                "leases    for %s at most; numbers up to %d%s%n",
                DurationText.of(Duration.ofNanos(leader.longestLeaseNanos())),
                backup.state().highestNumber(),
                history == 0 ? "" : ", since the restore of " + Format.history(history));
        out.println("services  "
                + (backup.state().tables().isEmpty()
                        ? "none"
                        : backup.state().tables().values().stream()
                                .map(table ->
                                        style.name(table.service().value()) + " LSN " + table.lsn())
                                .collect(Collectors.joining(", "))));
        if (!remark.isEmpty()) {
            out.println(style.alarm("beware    " + remark));
        }
    }

    ObjectNode json() {
        LeaderRecord leader = backup.state().leader();
        ObjectNode node = Json.object()
                .put("file", file.toString())
                .put("group", backup.cluster().toString())
                .put("member", backup.member())
                .put("taken_at", backup.takenAt().toString())
                .put("entry_term", backup.entryTerm())
                .put("entries", backup.entries())
                .put("longest_lease_ms", leader.longestLeaseNanos() / 1_000_000)
                .put("highest_number", backup.state().highestNumber())
                .put("remark", remark);
        ArrayNode services = node.putArray("services");
        backup.state()
                .tables()
                .forEach((service, table) -> services.addObject()
                        .put("service", service.value())
                        .put("lsn", table.lsn()));
        return node;
    }
}
