package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.MemberStatus.Membership;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.StoreClient.NotDoneException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What members of the store say of themselves. */
@Command(
        name = "status",
        header = "Show the members of the store's group, and who of them leads.",
        description = {
            "",
            "Asks every process named. Members that the group has and that were not asked, or don't"
                    + " answer, are shown too. A group works as long as a majority of those that"
                    + " vote is up.",
            "",
            "Exits 1 if they are members of several groups."
        },
        footer = {
            "",
            "Examples:",
            "  centrifuge store status",
            "  centrifuge store status --at s1:7500,s2:7500,s3:7500 --json"
        })
final class StoreStatusCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Mixin
    private StoreFlags flags = new StoreFlags();

    StoreStatusCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure {
        StoreGroup.Answers answers;
        try (StoreGroup group = flags.group(context)) {
            answers = group.ask();
        }
        if (answers.told().isEmpty()) {
            throw StoreGroup.unanswered(
                    answers.silent().values(),
                    answers.silent().values().stream()
                                    .map(NotDoneException::text)
                                    .collect(Collectors.joining("; "))
                            + ": say where processes of the group are with --at"
                            + " HOST:PORT,HOST:PORT");
        }
        if (flags.json()) {
            context.out().println(json(answers));
        } else {
            print(answers);
        }
        Map<UUID, Membership> groups = newest(answers);
        if (groups.size() > 1) {
            context.err()
                    .println("centrifuge: these are members of several groups: "
                            + groups.keySet().stream()
                                    .map(UUID::toString)
                                    .collect(Collectors.joining(", "))
                            + "; one that a restored store has left behind must be stopped, and"
                            + " added with an empty folder");
        }
        return groups.size() > 1 ? ExitCodes.FAILED : ExitCodes.OK;
    }

    private void print(StoreGroup.Answers answers) {
        TextTable table = new TextTable("MEMBER", "PEERS AT", "VOTE", "ROLE", ">APPLIED", ">DISK");
        Map<UUID, Membership> groups = newest(answers);
        Map<String, StoreMember> unheard = new TreeMap<>();
        groups.values().stream()
                .flatMap(group -> group.members().stream())
                .forEach(member -> unheard.put(member.id(), member));
        for (MemberStatus status : answers.told().values()) {
            unheard.remove(status.self().id());
            row(table, status, groups);
        }
        for (StoreMember member : unheard.values()) {
            table.row(
                    context.style()::notice,
                    member.id(),
                    member.address(),
                    vote(member),
                    "not heard",
                    "",
                    "");
        }
        table.lines(context.style()::heading).forEach(context.out()::println);
        for (NotDoneException silent : answers.silent().values()) {
            context.out().println(context.style().alarm(silent.text()));
        }
        answers.told().values().stream()
                .flatMap(status -> status.membership().stream())
                .flatMap(membership -> restoration(membership).stream())
                .distinct()
                .map(context.style()::notice)
                .forEach(context.out()::println);
        groups.values().stream()
                .max(Comparator.comparingLong(Membership::applied))
                .ifPresent(membership -> {
                    context.out().println("cluster " + StoreFlags.cluster(membership));
                    context.out().println(new FormatReport(membership).text());
                });
    }

    /** Of each cluster, what the one says that has applied most: others may lag, or be removed. */
    private static Map<UUID, Membership> newest(StoreGroup.Answers answers) {
        Map<UUID, Membership> groups = new TreeMap<>();
        answers.told().values().stream()
                .flatMap(status -> status.membership().stream())
                .forEach(group -> groups.merge(
                        group.cluster(), group, (a, b) -> a.applied() >= b.applied() ? a : b));
        return groups;
    }

    private static Optional<String> restoration(Membership membership) {
        return membership
                .restoredAt()
                .map(at -> "the store was restored at " + at
                        + (membership.waiting()
                                ? "; nothing is granted until a leader has waited for the leases"
                                        + " that were lost"
                                : ""));
    }

    private void row(TextTable table, MemberStatus status, Map<UUID, Membership> groups) {
        StoreMember self = status.self();
        if (status.membership().isEmpty()) {
            table.row(
                    context.style()::notice, self.id(), self.address(), "", "in no group", "", "");
            return;
        }
        Membership membership = status.membership().get();
        Optional<StoreMember> known =
                Objects.requireNonNull(groups.get(membership.cluster())).members().stream()
                        .filter(member -> member.id().equals(self.id()))
                        .findFirst();
        table.row(
                known.isPresent() ? line -> line : context.style()::notice,
                self.id(),
                known.orElse(self).address(),
                known.map(StoreStatusCommand::vote).orElse(""),
                known.isPresent() ? role(membership, self) : "not in the group",
                membership.applied(),
                Format.bytes(membership.diskBytes()));
    }

    private static String vote(StoreMember member) {
        return member.votes() ? "yes" : "no";
    }

    static String role(Membership membership, StoreMember self) {
        return membership
                .leader()
                .map(leader -> leader.equals(self.id()) ? "leads" : "follows " + leader)
                .orElse("knows no leader");
    }

    private static ObjectNode json(StoreGroup.Answers answers) {
        ObjectNode root = Json.object();
        ArrayNode processes = root.putArray("processes");
        for (Map.Entry<ManagerAddress, MemberStatus> told : answers.told().entrySet()) {
            MemberStatus status = told.getValue();
            ObjectNode node = processes
                    .addObject()
                    .put("at", told.getKey().toString())
                    .put("reachable", true)
                    .put("member", status.self().id());
            status.membership().ifPresent(membership -> {
                node.put("cluster", StoreFlags.cluster(membership))
                        .put("group", membership.cluster().toString())
                        .put("leader", membership.leader().orElse(null))
                        .put("applied", membership.applied())
                        .put("disk_bytes", membership.diskBytes())
                        .put(
                                "restored_at",
                                membership.restoredAt().map(Instant::toString).orElse(null))
                        .put("waiting", membership.waiting());
                new FormatReport(membership).addTo(node);
                node.set("members", StoreFlags.members(membership));
            });
        }
        answers.silent()
                .forEach((address, silent) -> processes
                        .addObject()
                        .put("at", address.toString())
                        .put("reachable", false)
                        .put("reason", silent.failure().reason()));
        return root;
    }
}
