package io.centrifuge.protocol.wire;

import com.google.protobuf.UnsafeByteOperations;

import io.centrifuge.core.state.Cluster;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.v1.Wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What is said of a store's members and to them, between its own types and the wire. Stateless. */
public final class MemberCodec {
    private MemberCodec() {}

    public static Wire.MemberStatus encode(MemberStatus status) {
        Wire.MemberStatus.Builder wire = Wire.MemberStatus.newBuilder()
                .setSelf(encode(status.self()))
                .setReads(encode(status.self().id(), status.reads()));
        status.membership()
                .ifPresent(membership -> wire.setMembership(Wire.Membership.newBuilder()
                        .setCluster(membership.cluster().toString())
                        .addAllMembers(encode(membership.members()))
                        .setLeader(membership.leader().orElse(""))
                        .setApplied(membership.applied())
                        .setDiskBytes(membership.diskBytes())
                        .setHistory(membership.history())
                        .setWaiting(membership.waiting())
                        .setFormat(membership.formats().written())
                        .addAllFormats(encode(membership.formats()))
                        .setIdentity(
                                membership.identity().id().map(UUID::toString).orElse(""))
                        .addAllManagers(encode(membership.identity()))));
        return wire.build();
    }

    public static MemberStatus decode(Wire.MemberStatus wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("MemberStatus");
        message.require("self", wire.hasSelf());
        StoreMember self = decode(message.at("self"), wire.getSelf());
        message.require("reads", wire.hasReads());
        FormatRange reads = decode(message.at("reads"), wire.getReads());
        if (!wire.hasMembership()) {
            return new MemberStatus(self, reads, Optional.empty());
        }
        FieldPath field = message.at("membership");
        Wire.Membership membership = wire.getMembership();
        UUID cluster = uuid(field.at("cluster"), membership.getCluster());
        List<StoreMember> members = decode(field, "members", membership.getMembersList());
        Formats formats = formats(field, membership);
        Cluster identity = identity(field, membership);
        try {
            return new MemberStatus(
                    self,
                    reads,
                    Optional.of(new MemberStatus.Membership(
                            cluster,
                            members,
                            Optional.of(membership.getLeader()).filter(id -> !id.isEmpty()),
                            membership.getApplied(),
                            membership.getDiskBytes(),
                            membership.getHistory(),
                            membership.getWaiting(),
                            formats,
                            identity)));
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }

    public static Wire.JoinRequest encode(MemberStatus.Join join) {
        return Wire.JoinRequest.newBuilder()
                .setCluster(join.cluster().toString())
                .addAllFounders(encode(join.founders()))
                .setGrantsAtOnce(join.grantsAtOnce())
                .build();
    }

    public static MemberStatus.Join decode(Wire.JoinRequest wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("JoinRequest");
        UUID cluster = uuid(message.at("cluster"), wire.getCluster());
        List<StoreMember> founders = decode(message, "founders", wire.getFoundersList());
        try {
            return new MemberStatus.Join(cluster, founders, wire.getGrantsAtOnce());
        } catch (IllegalArgumentException refusal) {
            throw message.malformed(refusal);
        }
    }

    public static Wire.ListMemberRequest encode(MemberStatus.Listing listing) {
        return Wire.ListMemberRequest.newBuilder()
                .setReads(encode(listing.member(), listing.reads()))
                .build();
    }

    public static MemberStatus.Listing decode(Wire.ListMemberRequest wire)
            throws MalformedMessageException {
        FieldPath field = FieldPath.of("ListMemberRequest").at("reads");
        return new MemberStatus.Listing(
                member(field, wire.getReads()), decode(field, wire.getReads()));
    }

    public static Wire.ChangeMembersRequest encode(MemberStatus.Change change) {
        return Wire.ChangeMembersRequest.newBuilder()
                .addAllBefore(encode(change.before()))
                .addAllAfter(encode(change.after()))
                .build();
    }

    public static MemberStatus.Change decode(Wire.ChangeMembersRequest wire)
            throws MalformedMessageException {
        FieldPath message = FieldPath.of("ChangeMembersRequest");
        List<StoreMember> before = decode(message, "before", wire.getBeforeList());
        List<StoreMember> after = decode(message, "after", wire.getAfterList());
        try {
            return new MemberStatus.Change(before, after);
        } catch (IllegalArgumentException refusal) {
            throw message.malformed(refusal);
        }
    }

    /** A part of a backup's file. The bytes are not copied: they must not change any more. */
    public static Wire.BackupPiece encodePiece(byte[] file, int from, int length) {
        return Wire.BackupPiece.newBuilder()
                .setContent(UnsafeByteOperations.unsafeWrap(file, from, length))
                .build();
    }

    public static byte[] decode(Wire.BackupPiece wire) {
        return wire.getContent().toByteArray();
    }

    private static List<Wire.ManagerPlace> encode(Cluster identity) {
        return identity.managers().entrySet().stream()
                .map(manager -> Wire.ManagerPlace.newBuilder()
                        .setMember(manager.getKey())
                        .setAddress(manager.getValue().address().orElse(""))
                        .setProcess(manager.getValue().process())
                        .build())
                .toList();
    }

    private static Cluster identity(FieldPath field, Wire.Membership wire)
            throws MalformedMessageException {
        Optional<UUID> id = wire.getIdentity().isEmpty()
                ? Optional.empty()
                : Optional.of(uuid(field.at("identity"), wire.getIdentity()));
        SortedMap<String, ManagerPlace> managers = new TreeMap<>();
        for (Wire.ManagerPlace each : wire.getManagersList()) {
            FieldPath place = field.at("managers", managers.size());
            place.require("member", !each.getMember().isEmpty());
            try {
                Optional<String> address =
                        Optional.of(each.getAddress()).filter(text -> !text.isEmpty());
                managers.put(each.getMember(), new ManagerPlace(address, each.getProcess()));
            } catch (IllegalArgumentException refusal) {
                throw place.malformed(refusal);
            }
        }
        return new Cluster(id, managers);
    }

    private static List<Wire.MemberFormats> encode(Formats formats) {
        return formats.members().entrySet().stream()
                .map(member -> encode(member.getKey(), member.getValue()))
                .toList();
    }

    private static Wire.MemberFormats encode(String member, FormatRange reads) {
        return Wire.MemberFormats.newBuilder()
                .setMember(member)
                .setOldest(reads.oldest())
                .setNewest(reads.newest())
                .build();
    }

    private static Formats formats(FieldPath field, Wire.Membership wire)
            throws MalformedMessageException {
        SortedMap<String, FormatRange> members = new TreeMap<>();
        for (Wire.MemberFormats each : wire.getFormatsList()) {
            FieldPath place = field.at("formats", members.size());
            String member = member(place, each);
            FormatRange reads = decode(place, each);
            if (!reads.contains(wire.getFormat())) {
                throw place.malformed("lacks the group's format, " + wire.getFormat());
            }
            if (!members.isEmpty() && members.lastKey().compareTo(member) >= 0) {
                throw place.malformed("is not above the one before it");
            }
            members.put(member, reads);
        }
        return new Formats(wire.getFormat(), members);
    }

    private static String member(FieldPath field, Wire.MemberFormats wire)
            throws MalformedMessageException {
        field.require("member", !wire.getMember().isEmpty());
        return wire.getMember();
    }

    private static FormatRange decode(FieldPath field, Wire.MemberFormats wire)
            throws MalformedMessageException {
        try {
            return new FormatRange(wire.getOldest(), wire.getNewest());
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }

    private static List<Wire.StoreMember> encode(List<StoreMember> members) {
        return members.stream().map(MemberCodec::encode).toList();
    }

    private static Wire.StoreMember encode(StoreMember member) {
        return Wire.StoreMember.newBuilder()
                .setId(member.id())
                .setHost(member.host())
                .setPort(member.port())
                .setVotes(member.votes())
                .build();
    }

    private static List<StoreMember> decode(
            FieldPath message, String field, List<Wire.StoreMember> wire)
            throws MalformedMessageException {
        List<StoreMember> members = new ArrayList<>(wire.size());
        for (Wire.StoreMember member : wire) {
            members.add(decode(message.at(field, members.size()), member));
        }
        return members;
    }

    private static StoreMember decode(FieldPath field, Wire.StoreMember wire)
            throws MalformedMessageException {
        try {
            return new StoreMember(wire.getId(), wire.getHost(), wire.getPort(), wire.getVotes());
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }

    private static UUID uuid(FieldPath field, String text) throws MalformedMessageException {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException refusal) {
            throw field.malformed("is no UUID");
        }
        throw field.malformed("is no UUID as it is written");
    }
}
