package io.centrifuge.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.core.state.Cluster;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.Formats;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.v1.Wire;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemberCodecTest {
    private static final StoreMember VOTER = new StoreMember("m1", "10.0.0.5", 7401, true);
    private static final StoreMember OBSERVER = new StoreMember("m-2", "::1", 65_535, false);
    private static final FormatRange READS = new FormatRange(1, 4);
    private static final Formats FORMATS =
            new Formats(3, new TreeMap<>(Map.of("m1", READS, "m-2", new FormatRange(2, 3))));
    private static final UUID CLUSTER = new UUID(1, 2);
    private static final Cluster IDENTITY = new Cluster(
            Optional.of(new UUID(3, 4)),
            new TreeMap<>(Map.of(
                    "m1", new ManagerPlace(Optional.of("10.0.0.5:7400"), 11),
                    "m-2", new ManagerPlace(Optional.empty(), -1))));

    @Test
    void whatIsEncodedComesBack() throws Exception {
        for (MemberStatus status : List.of(
                new MemberStatus(VOTER, READS, Optional.empty()),
                new MemberStatus(
                        VOTER,
                        READS,
                        Optional.of(new MemberStatus.Membership(
                                CLUSTER,
                                List.of(VOTER, OBSERVER),
                                Optional.of("m1"),
                                7,
                                8,
                                9,
                                true,
                                FORMATS,
                                IDENTITY))),
                new MemberStatus(
                        OBSERVER,
                        READS,
                        Optional.of(new MemberStatus.Membership(
                                CLUSTER,
                                List.of(),
                                Optional.empty(),
                                0,
                                0,
                                0,
                                false,
                                Formats.START,
                                Cluster.UNNAMED))))) {
            assertThat(MemberCodec.decode(MemberCodec.encode(status))).isEqualTo(status);
        }
        MemberStatus.Join join = new MemberStatus.Join(CLUSTER, List.of(VOTER, OBSERVER), true);
        assertThat(MemberCodec.decode(MemberCodec.encode(join))).isEqualTo(join);
        MemberStatus.Listing listing = new MemberStatus.Listing("m1", READS);
        assertThat(MemberCodec.decode(MemberCodec.encode(listing))).isEqualTo(listing);
        MemberStatus.Change change =
                new MemberStatus.Change(List.of(OBSERVER), List.of(VOTER, OBSERVER));
        assertThat(MemberCodec.decode(MemberCodec.encode(change))).isEqualTo(change);
    }

    @Test
    void whatBreaksARuleIsRefusedWithItsPlace() {
        Wire.JoinRequest join =
                MemberCodec.encode(new MemberStatus.Join(CLUSTER, List.of(VOTER, OBSERVER), false));
        refused(
                "JoinRequest.cluster is no UUID",
                () -> MemberCodec.decode(join.toBuilder().setCluster("x").build()));
        refused(
                "JoinRequest.cluster is no UUID",
                () -> MemberCodec.decode(
                        join.toBuilder().setCluster("1-1-1-1-1").build()));
        refused(
                "JoinRequest.founders[1]: ",
                () -> MemberCodec.decode(join.toBuilder()
                        .setFounders(1, join.getFounders(1).toBuilder().setId("a b"))
                        .build()));
        refused(
                "two members have the id \"m1\"",
                () -> MemberCodec.decode(
                        join.toBuilder().setFounders(1, join.getFounders(0)).build()));
        refused(
                "MemberStatus.self is missing",
                () -> MemberCodec.decode(Wire.MemberStatus.getDefaultInstance()));
        refused(
                "would vote",
                () -> MemberCodec.decode(Wire.ChangeMembersRequest.newBuilder()
                        .addAfter(join.getFounders(1))
                        .build()));
    }

    @Test
    void formatsThatBreakARuleAreRefused() {
        refused(
                "MemberStatus.reads is missing",
                () -> MemberCodec.decode(Wire.MemberStatus.newBuilder()
                        .setSelf(
                                MemberCodec.encode(new MemberStatus(VOTER, READS, Optional.empty()))
                                        .getSelf())
                        .build()));
        refused(
                "ListMemberRequest.reads: formats must be from 1 up",
                () -> MemberCodec.decode(Wire.ListMemberRequest.newBuilder()
                        .setReads(Wire.MemberFormats.newBuilder().setMember("m1"))
                        .build()));
        refused(
                "ListMemberRequest.reads.member is missing",
                () -> MemberCodec.decode(Wire.ListMemberRequest.getDefaultInstance()));
        Wire.MemberStatus status = MemberCodec.encode(new MemberStatus(
                VOTER,
                READS,
                Optional.of(new MemberStatus.Membership(
                        CLUSTER,
                        List.of(VOTER),
                        Optional.empty(),
                        0,
                        0,
                        0,
                        false,
                        FORMATS,
                        IDENTITY))));
        refused(
                "MemberStatus.membership.formats[0] lacks the group's format, 5",
                () -> MemberCodec.decode(status.toBuilder()
                        .setMembership(status.getMembership().toBuilder().setFormat(5))
                        .build()));
    }

    /** A call that may be refused. */
    @FunctionalInterface
    private interface Decoding {
        Object decode() throws MalformedMessageException;
    }

    private static void refused(String why, Decoding decoding) {
        assertThatThrownBy(decoding::decode)
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(why);
    }
}
