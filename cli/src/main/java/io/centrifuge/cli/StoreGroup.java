package io.centrifuge.cli;

import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.MemberStatus.Membership;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.StoreClient;
import io.centrifuge.protocol.client.StoreClient.NotDoneException;
import io.centrifuge.protocol.runtime.DurationText;
import io.centrifuge.protocol.stored.StoreBackup;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
     * @param grantsAtOnce whether nothing can be leased that the new group doesn't know of
     */
    Membership create(List<ManagerAddress> observers, boolean grantsAtOnce) throws CommandFailure {
        Answers answers = ask();
        if (!answers.silent().isEmpty()) {
            throw unanswered(
                    answers.silent().values(),
                    "not all processes answer, and a group begins with all of them: "
                            + reasons(answers.silent().values()));
        }
        MemberStatus.Join join = Founding.of(answers, observers, grantsAtOnce);
        for (ManagerAddress address : addresses.all()) {
            join(address, join);
        }
        return leader().membership();
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
            throw Newcomer.isMember(known);
        }
        Newcomer.requireNew(told, address, group);
        list(told);
        join(address, new MemberStatus.Join(group.cluster(), List.of(), false));
        return change(members -> put(members, added));
    }

    /** Has committed what the process reads, before it is in the group. */
    private void list(MemberStatus newcomer) throws CommandFailure {
        String id = newcomer.self().id();
        Membership unused = order(leader -> {
            int written = leader.membership().formats().written();
            if (!newcomer.reads().contains(written)) {
                throw CommandFailure.failed(
                        ("member %s reads %s, and the group writes format %d: start it with the"
                                        + " release of the group's members")
                                .formatted(id, newcomer.reads(), written));
            }
            client.list(leader.address(), new MemberStatus.Listing(id, newcomer.reads()));
            return leader.membership();
        });
    }

    /** Has committed that the group has the member no more. */
    private Membership strikeOut(String id) throws CommandFailure {
        try {
            return order(leader -> {
                client.strikeOut(leader.address(), id);
                return leader.membership();
            });
        } catch (CommandFailure failed) {
            throw failed.and(
                    ("; %s is removed, but the group still counts what it reads: go on with"
                                    + " \"centrifuge store remove %s\"")
                            .formatted(id, id));
        }
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
            // Also one of before a restore, whose address clients are still told of.
            if (group.formats().members().containsKey(id)
                    || group.identity().managers().containsKey(id)) {
                return strikeOut(id);
            }
            throw CommandFailure.notFound("the group has no member \"%s\": its members are %s"
                    .formatted(id, ids(group.members())));
        }
        requireAnother(id, group);
        Membership unused =
                change(members -> members.removeIf(member -> member.id().equals(id)));
        return strikeOut(id);
    }

    /** Who is removed answers no more, and what follows is asked of those that stay. */
    private void requireAnother(String id, Membership group) throws CommandFailure {
        boolean another = ask().told().values().stream()
                .map(status -> status.self().id())
                .anyMatch(member -> !member.equals(id) && find(group, member) != null);
        if (!another && group.members().size() > 1) {
            throw CommandFailure.failed(
                    "nobody but %s answers at %s, and the rest is asked of those that stay: name"
                                    .formatted(id, addresses)
                            + " members that stay, too, with --at");
        }
    }

    /**
     * Puts the process's member in the place of one, with the same right to vote: in one step where
     * it has another id, else the old one is removed first, since what it promised is forgotten.
     */
    Replaced replace(String id, ManagerAddress address) throws CommandFailure {
        MemberStatus replacement = describe(address);
        StoreMember self = replacement.self();
        Membership group = leader().membership();
        Newcomer.requireNoOther(replacement, address, group);
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
            throw Newcomer.isMember(known);
        }
        Newcomer.requireNew(replacement, address, group);
        list(replacement);
        join(address, new MemberStatus.Join(group.cluster(), List.of(), false));
        Membership unused = change(members -> {
            members.removeIf(member -> member.id().equals(id));
            put(members, self.voting(replaced.votes()));
        });
        return new Replaced(true, strikeOut(id));
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

    StoreBackup backup(ManagerAddress member) throws NotDoneException {
        return client.backup(member);
    }

    private MemberStatus describe(ManagerAddress address) throws CommandFailure {
        try {
            return client.describe(address);
        } catch (NotDoneException silent) {
            throw unanswered(
                    List.of(silent),
                    silent.text()
                            + ": start it with \"centrifuge store --member ID\" or \"centrifuge"
                            + " manager --member ID\", with an empty folder if it was removed");
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

    private Membership change(Edit edit) throws CommandFailure {
        return order(leader -> {
            List<StoreMember> after = new ArrayList<>(leader.membership().members());
            edit.apply(after);
            client.change(
                    leader.address(),
                    new MemberStatus.Change(leader.membership().members(), after));
            return leader.membership().with(after);
        });
    }

    /** What the leader is asked to do; the group after it. */
    @FunctionalInterface
    private interface Order {
        Membership give(Leader leader) throws NotDoneException, CommandFailure;
    }

    /** Again where the lead changes meanwhile. */
    private Membership order(Order order) throws CommandFailure {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            Leader leader = leader();
            try {
                return order.give(leader);
            } catch (IllegalArgumentException impossible) {
                throw CommandFailure.usage(String.valueOf(impossible.getMessage()));
            } catch (NotDoneException refused) {
                if (refused.failure().code() == Status.Code.DEADLINE_EXCEEDED) {
                    throw CommandFailure.failed(
                            ("the group did not do it within %s: a majority of its members must be"
                                            + " up; it may still do it, so look at \"centrifuge"
                                            + " store status\" before you repeat this")
                                    .formatted(DurationText.of(timeout)));
                }
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
                String self = told.getValue().self().id();
                Membership membership = told.getValue().membership().orElse(null);
                // One that has just been removed may say that it leads, until it ends.
                if (membership != null
                        && membership.leader().filter(self::equals).isPresent()
                        && find(membership, self) != null) {
                    return new Leader(told.getKey(), membership);
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

    static String reasons(Iterable<NotDoneException> silent) {
        List<String> reasons = new ArrayList<>();
        silent.forEach(none -> reasons.add(none.text()));
        return String.join("; ", reasons);
    }

    @Override
    public void close() {
        client.close();
    }
}
