package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.admin.ManagerStatus.ManagerCounters;
import io.centrifuge.protocol.admin.ManagerStatus.ServiceStatus;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.client.ManagerClient.StatusReply;
import io.centrifuge.protocol.runtime.DurationText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What managers say of themselves. */
@Command(
        name = "status",
        header = "Show the managers, who leads, and the services.",
        description = {
            "",
            "Asks every manager named. Each says whether it leads, under which timing it leases,"
                    + " what it has counted since its start, and how each service stands.",
            "",
            "Exits 1 if they belong to several clusters, or to one before and after a restore, or"
                    + " if several say that they lead."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge status",
            "  centrifuge status --manager 10.0.0.5:7400 --json"
        })
final class StatusCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Mixin
    private ClientFlags flags = new ClientFlags();

    StatusCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        List<StatusReply> replies;
        try (ManagerClient client = flags.client(context)) {
            replies = client.everyStatus();
        }
        if (flags.json()) {
            ArrayNode managers = Json.object().putArray("managers");
            replies.forEach(reply -> managers.add(json(reply)));
            context.out().println(Json.object().set("managers", managers));
        } else {
            replies.forEach(this::print);
        }
        Optional<String> problem = problem(replies);
        problem.ifPresent(text -> context.err().println("centrifuge: " + text));
        return problem.isPresent() ? ExitCodes.FAILED : ExitCodes.OK;
    }

    /** What is wrong with the list of managers itself. */
    static Optional<String> problem(List<StatusReply> replies) {
        List<StatusReply.Told> told = replies.stream()
                .filter(StatusReply.Told.class::isInstance)
                .map(StatusReply.Told.class::cast)
                .toList();
        SortedMap<UUID, SortedMap<Long, List<String>>> clusters = new TreeMap<>();
        for (StatusReply.Told each : told) {
            each.status()
                    .introduction()
                    .map(Introduction::cluster)
                    .ifPresent(cluster -> clusters.computeIfAbsent(
                                    cluster.id(), id -> new TreeMap<>())
                            .computeIfAbsent(cluster.history(), history -> new ArrayList<>())
                            .add(each.manager().toString()));
        }
        if (clusters.size() > 1) {
            return Optional.of(several(clusters));
        }
        for (SortedMap<Long, List<String>> histories : clusters.values()) {
            if (histories.size() > 1) {
                return Optional.of(leftBehind(histories));
            }
        }
        List<String> leading = told.stream()
                .filter(each -> each.status().leading())
                .map(each -> each.manager().toString())
                .toList();
        return leading.size() > 1
                ? Optional.of("%s all say that they lead: one was just succeeded, or two of these"
                                .formatted(String.join(", ", leading))
                        + " addresses are one manager's; ask again")
                : Optional.empty();
    }

    private static String several(Map<UUID, SortedMap<Long, List<String>>> clusters) {
        return clusters.entrySet().stream()
                .map(cluster -> belong(cluster.getValue().values().stream()
                                .flatMap(List::stream)
                                .toList())
                        + " to cluster " + cluster.getKey())
                .collect(Collectors.joining(
                        "; ",
                        "these are managers of several clusters: ",
                        "; list those of one, which \"centrifuge store create\" puts together: no"
                                + " client acts on a cluster to which no more than half of its"
                                + " managers belong"));
    }

    private static String leftBehind(SortedMap<Long, List<String>> histories) {
        long newest = histories.lastKey();
        List<String> older = histories.headMap(newest).values().stream()
                .flatMap(List::stream)
                .toList();
        return "%s to this cluster as it was before the restore of %s, and no client acts on that:"
                        .formatted(belong(older), Format.history(newest))
                + " stop what was left behind, empty its folder, and add it with \"centrifuge"
                + " store add\"";
    }

    private static String belong(List<String> managers) {
        return String.join(", ", managers) + (managers.size() == 1 ? " belongs" : " belong");
    }

    private void print(StatusReply reply) {
        switch (reply) {
            case StatusReply.Silent silent ->
                context.out()
                        .println(context.style()
                                .alarm("manager   " + silent.manager() + ": " + silent.reason()));
            case StatusReply.Told told -> print(told);
        }
    }

    private void print(StatusReply.Told told) {
        PrintWriter out = context.out();
        ManagerStatus status = told.status();
        ManagerCounters counters = status.counters();
        out.printf(
                "manager   %s, version %s, up %s%n",
                told.manager(), status.version(), DurationText.of(status.uptime()));
        out.println("cluster   "
                + status.introduction()
                        .map(who -> who.cluster().toString())
                        .orElse("not known yet: the manager has not read its store"));
        out.println("role      " + role(status));
        if (status.leader().restored()) {
            out.println("waits     " + context.style().notice(wait(status)));
        }
        out.printf(
                "terms     %s: %s%n",
                Format.nameOf(status.leaseTiming()), Format.timing(status.leaseTiming()));
        out.printf(
                "now       %s, %s%n",
                Format.count(counters.ownerSessions(), "owner session"),
                Format.count(counters.lookupWatches(), "lookup watch")
                        .replace("watchs", "watches"));
        out.printf(
                "so far    %d requests handled, %d raced, %d malformed, %d leases expired%n",
                counters.requestsHandled(),
                counters.requestsRaced(),
                counters.messagesMalformed(),
                counters.leasesExpired());
        out.println();
        printServices(status);
    }

    private static String wait(ManagerStatus status) {
        boolean isNew = status.introduction()
                .filter(who -> who.cluster().history() == 0)
                .isPresent();
        return "the store %s: nothing is granted until %s after the leader took over"
                .formatted(
                        isNew ? "is new" : "was restored",
                        DurationText.of(Duration.ofNanos(Math.max(
                                status.leader().longestLeaseNanos(),
                                status.leaseTiming().managerNanos()))));
    }

    private String role(ManagerStatus status) {
        LeaderRecord leader = status.leader();
        if (status.leading()) {
            return "leader, term " + Format.term(leader.term());
        }
        boolean known = leader.term() > 0 && !leader.resigned();
        return context.style()
                .notice(
                        known
                                ? "standby; process %s leads in term %s, as far as it knows"
                                        .formatted(
                                                Format.hex(leader.process()),
                                                Format.term(leader.term()))
                                : "standby; nobody leads, as far as it knows");
    }

    private void printServices(ManagerStatus status) {
        List<ServiceStatus> services = status.services();
        if (services.isEmpty()) {
            context.out()
                    .println(
                            status.leading()
                                    ? OwnersCommand.NO_SERVICES
                                    : "no services, as far as it knows: it doesn't lead");
            return;
        }
        TextTable table = new TextTable(
                "SERVICE", ">OWNERS", ">KEPT OUT", ">CORDONED", ">RANGES", ">UNOWNED", ">LSN");
        for (ServiceStatus service : services) {
            table.row(
                    service.unownedRanges() > 0 ? context.style()::alarm : line -> line,
                    context.style().name(service.service().value()),
                    service.owners(),
                    status.leading() ? service.keptOut() : "-", // known to the leader alone
                    service.cordoned(),
                    service.ranges(),
                    service.unownedRanges(),
                    service.lsn());
        }
        table.lines(context.style()::heading).forEach(context.out()::println);
    }

    private static ObjectNode json(StatusReply reply) {
        ObjectNode node = Json.object().put("manager", reply.manager().toString());
        return switch (reply) {
            case StatusReply.Silent silent ->
                node.put("reachable", false).put("reason", silent.reason());
            case StatusReply.Told told -> json(node.put("reachable", true), told.status());
        };
    }

    private static ObjectNode json(ObjectNode node, ManagerStatus status) {
        node.put("version", status.version())
                .put("process", Format.hex(status.process()))
                .put("uptime_ms", status.uptime().toMillis())
                .put("leading", status.leading());
        status.introduction()
                .ifPresent(who -> node.put("cluster", who.cluster().id().toString())
                        .put("history", who.cluster().history())
                        .put("member", who.member()));
        LeaderRecord leader = status.leader();
        node.putObject("leader")
                .put("term", leader.term())
                .put("process", Format.hex(leader.process()))
                .put("heartbeat", leader.heartbeat())
                .put("resigned", leader.resigned())
                .put("waiting", leader.restored());
        node.set("lease_terms", Json.timing(status.leaseTiming()));
        node.putObject("leader_terms")
                .put("term_ms", status.leaderTiming().lease().toMillis())
                .put("heartbeat_ms", status.leaderTiming().heartbeat().toMillis())
                .put("rate_bound", status.leaderTiming().rateBound());
        ManagerCounters counters = status.counters();
        node.putObject("counters")
                .put("owner_sessions", counters.ownerSessions())
                .put("lookup_watches", counters.lookupWatches())
                .put("requests_handled", counters.requestsHandled())
                .put("requests_raced", counters.requestsRaced())
                .put("messages_malformed", counters.messagesMalformed())
                .put("leases_expired", counters.leasesExpired());
        ArrayNode services = node.putArray("services");
        for (ServiceStatus service : status.services()) {
            services.addObject()
                    .put("service", service.service().value())
                    .put("lsn", service.lsn())
                    .put("owners", service.owners())
                    .put("kept_out", service.keptOut())
                    .put("cordoned", service.cordoned())
                    .put("ranges", service.ranges())
                    .put("unowned_ranges", service.unownedRanges());
        }
        return node;
    }
}
