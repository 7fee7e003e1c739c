package io.centrifuge.protocol.admin;

import io.centrifuge.core.state.Cluster;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.History;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a member of a store says of itself; for display, and for those who change its group.
 * Immutable.
 *
 * @param reads the formats of what a store keeps that its release reads
 * @param membership empty while it is in no group
 */
public record MemberStatus(StoreMember self, FormatRange reads, Optional<Membership> membership) {
    /**
     * As far as this member has the group's log.
     *
     * @param cluster tells this group of the store's engine from any other
     * @param members each id once
     * @param leader the id of the member that leads the group's consensus, if one is known
     * @param applied how many entries of the log it has applied
     * @param diskBytes of its data folder
     * @param history of the store, as in {@link History}; 0 for one that was never restored
     * @param waiting whether leases of what was lost by the restore may still run, so that nothing
     *     is granted yet
     * @param formats in which format the group writes, and which its members read
     * @param identity which cluster the store is to its clients, and how they reach its managers
     */
    public record Membership(
            UUID cluster,
            List<StoreMember> members,
            Optional<String> leader,
            long applied,
            long diskBytes,
            long history,
            boolean waiting,
            Formats formats,
            Cluster identity) {
        public Membership {
            members = List.copyOf(members);
            requireOnce(members);
            if (applied < 0 || diskBytes < 0) {
                throw new IllegalArgumentException(
                        "applied and diskBytes must be 0 or more, but are %d and %d"
                                .formatted(applied, diskBytes));
            }
            if (history < 0 || history > History.LAST) {
                throw new IllegalArgumentException(
                        "history must be from 0 to %d, but is %d".formatted(History.LAST, history));
            }
        }

        /** With other members, and all else the same. */
        public Membership with(List<StoreMember> others) {
            return new Membership(
                    cluster, others, leader, applied, diskBytes, history, waiting, formats,
                    identity);
        }

        /** When the store was last restored, by the clock of the process that did it. */
        public Optional<Instant> restoredAt() {
            return history == 0
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli(History.wallMillis(history)));
        }
    }

    /**
     * The order to be in a group: with these founders, or, with none, in one that will add it.
     *
     * @param grantsAtOnce whether nothing can be leased that a new group doesn't know of
     */
    public record Join(UUID cluster, List<StoreMember> founders, boolean grantsAtOnce) {
        public Join {
            founders = List.copyOf(founders);
            requireOnce(founders);
        }
    }

    /** The order to commit which formats a member reads that is to be in the group. */
    public record Listing(String member, FormatRange reads) {}

    /** The order to change the group, if it still is {@code before}. */
    public record Change(List<StoreMember> before, List<StoreMember> after) {
        public Change {
            before = List.copyOf(before);
            after = List.copyOf(after);
            requireOnce(before);
            requireOnce(after);
            if (after.stream().noneMatch(StoreMember::votes)) {
                throw new IllegalArgumentException(
                        "no member of %s would vote: leave at least one that does"
                                .formatted(after));
            }
        }
    }

    private static void requireOnce(List<StoreMember> members) {
        Set<String> ids = new HashSet<>();
        for (StoreMember member : members) {
            if (!ids.add(member.id())) {
                throw new IllegalArgumentException(
                        "two members have the id \"%s\": give each its own".formatted(member.id()));
            }
        }
    }
}
