package io.centrifuge.cli;

import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.MemberStatus.Membership;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.ManagerAddress;

import java.util.UUID;

/** What keeps a process from becoming a member of a group. Stateless. */
final class Newcomer {
    private Newcomer() {}

    /** One that was removed has what the group was then; only it stands in its own way. */
    static void requireNew(MemberStatus newcomer, ManagerAddress address, Membership group)
            throws CommandFailure {
        boolean hasOlder = newcomer.membership()
                .filter(own -> own.cluster().equals(group.cluster()))
                .filter(own -> !own.members().isEmpty())
                .isPresent();
        if (hasOlder) {
            throw CommandFailure.failed(
                    ("member %s at %s has a folder of this group from before it was removed: stop"
                                    + " it, start it with an empty folder, and repeat this command")
                            .formatted(newcomer.self().id(), address));
        }
    }

    static void requireNoOther(MemberStatus replacement, ManagerAddress address, Membership group)
            throws CommandFailure {
        UUID cluster = replacement.membership().map(Membership::cluster).orElse(group.cluster());
        if (!cluster.equals(group.cluster())) {
            throw CommandFailure.failed(
                    "member %s at %s is in another group: start a process with an empty folder"
                            .formatted(replacement.self().id(), address));
        }
    }

    static CommandFailure isMember(StoreMember known) {
        return CommandFailure.failed(
                ("the group has a member \"%s\" already, %s: replace it with \"store"
                                + " replace\", or start the new process with another --member")
                        .formatted(known.id(), known));
    }
}
