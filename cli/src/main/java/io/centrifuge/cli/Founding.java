package io.centrifuge.cli;

import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.MemberStatus.Membership;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.ManagerAddress;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** With whom a store's group begins. Stateless. */
final class Founding {
    private Founding() {}

    /**
     * The order that each of the processes is given.
     *
     * @param observers those of the addresses that get no vote
     * @param grantsAtOnce whether nothing can be leased that the new group doesn't know of
     */
    static MemberStatus.Join of(
            StoreGroup.Answers answers, List<ManagerAddress> observers, boolean grantsAtOnce)
            throws CommandFailure {
        List<StoreMember> founders = new ArrayList<>();
        answers.told()
                .forEach((address, status) ->
                        founders.add(status.self().voting(!observers.contains(address))));
        return new MemberStatus.Join(begun(answers, founders), once(founders), grantsAtOnce);
    }

    private static List<StoreMember> once(List<StoreMember> founders) throws CommandFailure {
        try {
            return new MemberStatus.Join(new UUID(0, 0), founders, false).founders();
        } catch (IllegalArgumentException twice) {
            throw CommandFailure.usage(
                    String.valueOf(twice.getMessage()) + ", by --member where it is started");
        }
    }

    /** The group that some are in already, if it is the one wanted; else a new one. */
    private static UUID begun(StoreGroup.Answers answers, List<StoreMember> founders)
            throws CommandFailure {
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
                                        StoreGroup.ids(membership.members())));
            }
            cluster = membership.cluster();
        }
        return cluster == null ? UUID.randomUUID() : cluster;
    }
}
