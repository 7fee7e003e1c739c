package io.centrifuge.cli;

import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.MemberStatus.Membership;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.StoreClient;
import io.centrifuge.protocol.client.StoreClient.NotDoneException;
import io.centrifuge.protocol.stored.StoreBackup;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts a store's group together and changes it, by what its processes are asked at their addresses.
 * What failed can be repeated, or the failure names the command that goes on. Used by one thread.
 */
final class StoreGroup implements AutoCloseable {
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(200);

    private final ManagerAddresses addresses;
    private final Duration timeout;
    private final StoreClient client;

    /**
     * What the processes say.
     *
     * @param told of each that answered
     * @param silent of each that did not, why
     */
    record Answers(
            Map<ManagerAddress, MemberStatus> told, Map<ManagerAddress, NotDoneException> silent) {}

    /** The process that leads the group's consensus, and what it says of the group. */
    private record Leader(ManagerAddress address, Membership membership) {}

    /** Whether a member was replaced just now, or by an earlier try, and the group. */
    record Replaced(boolean isDoneNow, Membership group) {}

    /** @param timeout of one call, and for the group to do as it is told */
    StoreGroup(ManagerAddresses addresses, ManagerChannels connections, Duration timeout) {
        this.addresses = addresses;
        this.timeout = timeout;
        this.client = new StoreClient(connections, timeout);
    }

    Answers ask() {
        return ask(addresses);
    }

    private Answers ask(ManagerAddresses whom) {
        Map<ManagerAddress, MemberStatus> told = new LinkedHashMap<>();
        Map<ManagerAddress, NotDoneException> silent = new LinkedHashMap<>();
        for (ManagerAddress address : whom.all()) {
            try {
                told.put(address, client.describe(address));
            } catch (NotDoneException none) {
                silent.put(address, none);
            }
        }
        return new Answers(told, silent);
    }

    /**
     * Founds a group of all the processes asked, each of which must answer and be in none; goes on
     * with one that was begun and not finished.
     *
     * @param observers those of the addresses that get no vote
     */
    Membership create(List<ManagerAddress> observers) throws CommandFailure {
        Answers answers = ask();
        if (!answers.silent().isEmpty()) {
            throw unanswered(
                    answers.silent().values(),
                    "not all processes answer, and a group begins with all of them: "
                            + reasons(answers.silent().values()));
        }
        List<StoreMember> founders = new ArrayList<>();
        answers.told()
                .forEach((address, status) ->
                        founders.add(status.self().voting(!observers.contains(address))));
        MemberStatus.Join join = new MemberStatus.Join(begun(answers, founders), once(founders));
        for (ManagerAddress address : addresses.all()) {
            join(address, join);
        }
        return leader().membership();
    }

    private static List<StoreMember> once(List<StoreMember> founders) throws CommandFailure {
        try {
            return new MemberStatus.Join(new UUID(0, 0), founders).founders();
        } catch (IllegalArgumentException twice) {
            throw CommandFailure.usage(
                    String.valueOf(twice.getMessage()) + ", by --member where it is started");
        }
    }

    /** The group that some are in already, if it is the one wanted; else a new one. */
    private static UUID begun(Answers answers, List<StoreMember> founders) throws CommandFailure {
        UUID cluster = null;
        for (MemberStatus status : answers.told().values()) {
            if (status.membership().isEmpty()) {
                continue;
            }
            Membership membership = status.membership().get();
            boolean isSame = membership.members().size() == founders.size()
                    && founders.containsAll(membership.members())
                    && (cluster == null || cluster.equals(membership.cluster()));
            if (!isSame) {
                throw CommandFailure.failed(
                        "member %s is in cluster %s already, with %s: see \"store status\""
                                .formatted(
                                        status.self().id(),
                                        membership.cluster(),
                                        ids(membership.members())));
            }
            cluster = membership.cluster();
        }
        return cluster == null ? UUID.randomUUID() : cluster;
    }

    /** Adds the process's member, which must be in no group, or in this one by an earlier try. */
    Membership add(ManagerAddress address, boolean votes) throws CommandFailure {
        MemberStatus told = describe(address);
        StoreMember added = told.self().voting(votes);
        Membership group = leader().membership();
        StoreMember known = find(group, added.id());
        if (added.equals(known) && told.membership().isPresent()) {
            return group;
        }
        if (known != null) {
            throw isMember(known);
        }
        join(address, new MemberStatus.Join(group.cluster(), List.of()));
        return change(members -> put(members, added));
    }

    private static CommandFailure isMember(StoreMember known) {
        return CommandFailure.failed(
                ("the group has a member \"%s\" already, %s: replace it with \"store"
                                + " replace\", or start the new process with another --member")
                        .formatted(known.id(), known));
    }

    private void join(ManagerAddress address, MemberStatus.Join join) throws CommandFailure {
        try {
            client.join(address, join);
        } catch (NotDoneException refused) {
            throw CommandFailure.failed(refused.text());
        }
    }

    /** Also where an order that was thought lost has added it already. */
    private static void put(List<StoreMember> members, StoreMember added) {
        members.removeIf(member -> member.id().equals(added.id()));
        members.add(added);
    }

    Membership remove(String id) throws CommandFailure {
        Membership group = leader().membership();
        if (find(group, id) == null) {
            throw CommandFailure.notFound("the group has no member \"%s\": its members are %s"
                    .formatted(id, ids(group.members())));
        }
        return change(members -> members.removeIf(member -> member.id().equals(id)));
    }

    /**
     * Puts the process's member in the place of one, with the same right to vote: in one step where
     * it has another id, else the old one is removed first, since what it promised is forgotten.
     */
    Replaced replace(String id, ManagerAddress address) throws CommandFailure {
        MemberStatus replacement = describe(address);
        StoreMember self = replacement.self();
        Membership group = leader().membership();
        requireNoOther(replacement, address, group);
        StoreMember replaced = find(group, id);
        StoreMember known = find(group, self.id());
        if (replacement.membership().isPresent()
                && known != null
                && known.address().equals(self.address())
                && (replaced == null || replaced.equals(known))) {
            return new Replaced(false, group);
        }
        if (replaced == null) {
            throw isNoMember(id, address, group);
        }
        if (self.id().equals(id)) {
            return new Replaced(true, replaceSelf(replaced, self, address));
        }
        if (known != null) {
            throw isMember(known);
        }
        join(address, new MemberStatus.Join(group.cluster(), List.of()));
        return new Replaced(true, change(members -> {
            members.removeIf(member -> member.id().equals(id));
            put(members, self.voting(replaced.votes()));
        }));
    }

    private static void requireNoOther(
            MemberStatus replacement, ManagerAddress address, Membership group)
            throws CommandFailure {
        UUID cluster = replacement.membership().map(Membership::cluster).orElse(group.cluster());
        if (!cluster.equals(group.cluster())) {
            throw CommandFailure.failed(
                    "member %s at %s is in another group: start a process with an empty folder"
                            .formatted(replacement.self().id(), address));
        }
    }

    private Membership replaceSelf(StoreMember replaced, StoreMember self, ManagerAddress address)
            throws CommandFailure {
        if (!self.address().equals(replaced.address())) {
            throw CommandFailure.failed(
                    ("the group knows member %s, and the new process is at %s: start it at the old"
                                    + " address, or with another --member")
                            .formatted(replaced, self.address()));
        }
        remove(replaced.id());
        try {
            return add(address, replaced.votes());
        } catch (CommandFailure failed) {
            String next = adding(address + (replaced.votes() ? "" : " --observer"));
            throw failed.and("; %s is removed, so go on with %s".formatted(self.id(), next));
        }
    }

    /** Whether it had a vote, the group has forgotten. */
    private CommandFailure isNoMember(String id, ManagerAddress address, Membership group) {
        return CommandFailure.notFound(
                ("the group has no member \"%s\": its members are %s; if an earlier try has removed"
                                + " it, go on with %s, and --observer if it had no vote")
                        .formatted(id, ids(group.members()), adding(address.toString())));
    }

    private String adding(String what) {
        return "\"centrifuge store add %s --at %s\"".formatted(what, addresses);
    }

    /** Of the member that has applied most, of those that answer. */
    StoreBackup backup() throws CommandFailure {
        Answers answers = ask();
        ManagerAddress best = null;
        Membership most = null;
        for (Map.Entry<ManagerAddress, MemberStatus> told : answers.told().entrySet()) {
            Membership membership = told.getValue().membership().orElse(null);
            if (membership != null
                    && most != null
                    && !membership.cluster().equals(most.cluster())) {
                throw CommandFailure.failed(
                        "%s is of cluster %s and %s of cluster %s: name members of one with --at"
                                .formatted(
                                        best, most.cluster(), told.getKey(), membership.cluster()));
            }
            if (membership != null && (most == null || membership.applied() > most.applied())) {
                best = told.getKey();
                most = membership;
            }
        }
        if (best == null) {
            throw answers.told().isEmpty()
                    ? CommandFailure.unreachable("nobody answers: "
                            + reasons(answers.silent().values())
                            + ": say where members are with --at HOST:PORT,HOST:PORT, or, where"
                            + " none runs, take it from a member's folder with --data DIR")
                    : CommandFailure.failed("no member that answers is in a group: there is"
                            + " nothing to back up");
        }
        try {
            return client.backup(best);
        } catch (NotDoneException failed) {
            throw CommandFailure.failed(failed.text()
                    + ": no backup is made; again with a longer --timeout, or from another"
                    + " member with --at");
        }
    }

    private MemberStatus describe(ManagerAddress address) throws CommandFailure {
        try {
            return client.describe(address);
        } catch (NotDoneException silent) {
            throw unanswered(
                    List.of(silent),
                    silent.text()
                            + ": start it with \"centrifuge store --member ID\" or \"centrifuge"
                            + " manager --member ID\"");
        }
    }

    /** Refused, where any of them answered that it won't. */
    static CommandFailure unanswered(Collection<NotDoneException> silent, String text) {
        return silent.stream().allMatch(one -> one.failure().unreachable())
                ? CommandFailure.unreachable(text)
                : CommandFailure.failed(text);
    }

    /** How the list of members becomes another. */
    @FunctionalInterface
    private interface Edit {
        void apply(List<StoreMember> members);
    }

    /** Orders the change of whoever leads, again where the lead changes meanwhile. */
    private Membership change(Edit edit) throws CommandFailure {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Leader leader = leader();
            List<StoreMember> after = new ArrayList<>(leader.membership().members());
            edit.apply(after);
            try {
                client.change(
                        leader.address(),
                        new MemberStatus.Change(leader.membership().members(), after));
                return leader.membership().with(after);
            } catch (IllegalArgumentException impossible) {
                throw CommandFailure.usage(String.valueOf(impossible.getMessage()));
            } catch (NotDoneException refused) {
                if (refused.failure().code() == Status.Code.INVALID_ARGUMENT
                        || System.nanoTime() - deadline >= 0) {
                    throw CommandFailure.failed(refused.text());
                }
                LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
            }
        }
    }

    /** Waits, within the time-out, until one of the processes asked leads the group. */
    private Leader leader() throws CommandFailure {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Answers answers = ask();
            for (Map.Entry<ManagerAddress, MemberStatus> told : answers.told().entrySet()) {
                MemberStatus status = told.getValue();
                if (status.membership()
                        .flatMap(Membership::leader)
                        .filter(status.self().id()::equals)
                        .isPresent()) {
                    return new Leader(told.getKey(), status.membership().orElseThrow());
                }
            }
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                throw noLeader(answers);
            }
            LockSupport.parkNanos(BEFORE_NEXT_TRY.toNanos());
        }
    }

    private CommandFailure noLeader(Answers answers) {
        if (answers.told().isEmpty()) {
            return unanswered(
                    answers.silent().values(),
                    "nobody answers: " + reasons(answers.silent().values())
                            + ": say where members of the group are with --at HOST:PORT,HOST:PORT");
        }
        String known = answers.told().values().stream()
                .flatMap(status -> status.membership().stream())
                .flatMap(membership -> membership.leader().stream())
                .distinct()
                .collect(Collectors.joining(", "));
        return CommandFailure.failed(
                known.isEmpty()
                        ? "no member leads the group: a majority of its members must be up; see"
                                + " \"centrifuge store status\""
                        : "member " + known + " leads the group, and is at none of the addresses "
                                + addresses + ": name its process, too, with --at");
    }

    private static @Nullable StoreMember find(Membership group, String id) {
        return group.members().stream()
                .filter(member -> member.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    static String ids(List<StoreMember> members) {
        return members.stream().map(StoreMember::id).sorted().collect(Collectors.joining(", "));
    }

    private static String reasons(Iterable<NotDoneException> silent) {
        List<String> reasons = new ArrayList<>();
        silent.forEach(none -> reasons.add(none.text()));
        return String.join("; ", reasons);
    }

    @Override
    public void close() {
        client.close();
    }
}
