package io.centrifuge.protocol.wire;

import com.google.protobuf.UnsafeByteOperations;

import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.v1.Wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is said of a store's members and to them, between its own types and the wire. Stateless. */
public final class MemberCodec {
    private MemberCodec() {}

    public static Wire.MemberStatus encode(MemberStatus status) {
        Wire.MemberStatus.Builder wire =
                Wire.MemberStatus.newBuilder().setSelf(encode(status.self()));
        status.membership()
                .ifPresent(membership -> wire.setMembership(Wire.Membership.newBuilder()
                        .setCluster(membership.cluster().toString())
                        .addAllMembers(encode(membership.members()))
                        .setLeader(membership.leader().orElse(""))
                        .setApplied(membership.applied())
                        .setDiskBytes(membership.diskBytes())
                        .setHistory(membership.history())
                        .setWaiting(membership.waiting())));
        return wire.build();
    }

    public static MemberStatus decode(Wire.MemberStatus wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("MemberStatus");
        message.require("self", wire.hasSelf());
        StoreMember self = decode(message.at("self"), wire.getSelf());
        if (!wire.hasMembership()) {
            return new MemberStatus(self, Optional.empty());
        }
        FieldPath field = message.at("membership");
        Wire.Membership membership = wire.getMembership();
        UUID cluster = cluster(field, membership.getCluster());
        List<StoreMember> members = decode(field, "members", membership.getMembersList());
        try {
            return new MemberStatus(
                    self,
                    Optional.of(new MemberStatus.Membership(
                            cluster,
                            members,
                            Optional.of(membership.getLeader()).filter(id -> !id.isEmpty()),
                            membership.getApplied(),
                            membership.getDiskBytes(),
                            membership.getHistory(),
                            membership.getWaiting())));
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }

    public static Wire.JoinRequest encode(MemberStatus.Join join) {
        return Wire.JoinRequest.newBuilder()
                .setCluster(join.cluster().toString())
                .addAllFounders(encode(join.founders()))
                .build();
    }

    public static MemberStatus.Join decode(Wire.JoinRequest wire) throws MalformedMessageException {
        FieldPath message = FieldPath.of("JoinRequest");
        UUID cluster = cluster(message, wire.getCluster());
        List<StoreMember> founders = decode(message, "founders", wire.getFoundersList());
        try {
            return new MemberStatus.Join(cluster, founders);
        } catch (IllegalArgumentException refusal) {
            throw message.malformed(refusal);
        }
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

    private static UUID cluster(FieldPath message, String text) throws MalformedMessageException {
        try {
            UUID cluster = UUID.fromString(text);
            if (cluster.toString().equals(text)) {
                return cluster;
            }
        } catch (IllegalArgumentException refusal) {
            throw message.at("cluster").malformed("is no UUID");
        }
        throw message.at("cluster").malformed("is no UUID as it is written");
    }
}
