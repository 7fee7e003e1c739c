package io.centrifuge.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.v1.Wire;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemberCodecTest {
    private static final StoreMember VOTER = new StoreMember("m1", "10.0.0.5", 7401, true);
    private static final StoreMember OBSERVER = new StoreMember("m-2", "::1", 65_535, false);
    private static final UUID CLUSTER = new UUID(1, 2);

    @Test
    void whatIsEncodedComesBack() throws Exception {
        for (MemberStatus status : List.of(
                new MemberStatus(VOTER, Optional.empty()),
                new MemberStatus(
                        VOTER,
                        Optional.of(new MemberStatus.Membership(
                                CLUSTER,
                                List.of(VOTER, OBSERVER),
                                Optional.of("m1"),
                                7,
                                8,
                                9,
                                true))),
                new MemberStatus(
                        OBSERVER,
                        Optional.of(new MemberStatus.Membership(
                                CLUSTER, List.of(), Optional.empty(), 0, 0, 0, false))))) {
            assertThat(MemberCodec.decode(MemberCodec.encode(status))).isEqualTo(status);
        }
        MemberStatus.Join join = new MemberStatus.Join(CLUSTER, List.of(VOTER, OBSERVER));
        assertThat(MemberCodec.decode(MemberCodec.encode(join))).isEqualTo(join);
        MemberStatus.Change change =
                new MemberStatus.Change(List.of(OBSERVER), List.of(VOTER, OBSERVER));
        assertThat(MemberCodec.decode(MemberCodec.encode(change))).isEqualTo(change);
    }

    @Test
    void whatBreaksARuleIsRefusedWithItsPlace() {
        Wire.JoinRequest join =
                MemberCodec.encode(new MemberStatus.Join(CLUSTER, List.of(VOTER, OBSERVER)));
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
