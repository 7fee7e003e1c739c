package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.centrifuge.core.state.Cluster;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.Formats;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.MemberStatus.Membership;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is cut short is finished, over processes that do as the test says. */
class StoreGroupTest {
    private static final StoreMember S1 = new StoreMember("s1", "10.0.0.1", 7501, true);
    private static final StoreMember S2 = new StoreMember("s2", "10.0.0.2", 7501, true);
    private static final StoreMember S3 = new StoreMember("s3", "10.0.0.3", 7501, true);
    private static final StoreMember M1 = new StoreMember("m1", "10.0.0.4", 7401, false);

    private final ScriptedMember leader = new ScriptedMember(S1);
    private final ScriptedMember comes = new ScriptedMember(S3);
    private final StoreGroup group = new StoreGroup(
            new ManagerAddresses(List.of(leader.address())),
            ManagerChannels.onLoopback(),
            Duration.ofSeconds(5));

    StoreGroupTest() {
        leader.isIn(membership(S1, S2, M1));
    }

    @AfterEach
    void end() {
        group.close();
        leader.close();
        comes.close();
    }

    @Test
    void anotherIdTakesThePlaceInOneStep() throws Exception {
        group.replace("m1", comes.address());

        assertThat(leader.changes())
                .containsExactly(
                        new MemberStatus.Change(List.of(S1, S2, M1), List.of(S1, S2, noVote(S3))));
        assertThat(leader.orders()).containsExactly("list s3, which reads to 3", "strike out m1");
    }

    @Test
    void oneThatDoesNotReadWhatTheGroupWritesIsRefusedBeforeAnythingIsChanged() throws Exception {
        Formats raised = new Formats(4, new TreeMap<>(Map.of("s1", new FormatRange(1, 4))));
        leader.isIn(new Membership(
                new UUID(1, 2),
                List.of(S1, S2),
                Optional.of("s1"),
                1,
                1,
                0,
                false,
                raised,
                Cluster.UNNAMED));
        assertThat(failure("s2", comes))
                .contains("s3 reads formats 1 to 3", "writes format 4", "release");
        CommandFailure added =
                catchThrowableOfType(CommandFailure.class, () -> group.add(comes.address(), true));
        assertThat(added.text()).isEqualTo(failure("s2", comes));
        assertThat(comes.joined()).isFalse();
        assertThat(leader.changes()).isEmpty();
        assertThat(leader.orders()).isEmpty();
        comes.readFormats(1, 5);
        assertThat(group.add(comes.address(), true).members()).contains(S3);
    }

    /** For a while it goes on saying so. */
    @Test
    void aLeaderThatIsRemovedIsAskedNoMore() throws Exception {
        Membership without = membership(S2, S3);
        leader.isIn(without);
        comes.isIn(new Membership(
                without.cluster(),
                without.members(),
                Optional.of("s3"),
                1,
                1,
                0,
                false,
                new Formats(3, new TreeMap<>(Map.of("s1", new FormatRange(1, 3)))),
                Cluster.UNNAMED));
        try (StoreGroup both = new StoreGroup(
                new ManagerAddresses(List.of(leader.address(), comes.address())),
                ManagerChannels.onLoopback(),
                Duration.ofSeconds(5))) {
            both.remove("s1");
        }
        assertThat(leader.orders()).isEmpty();
        assertThat(comes.orders()).containsExactly("strike out s1");
    }

    /** After a removal that was cut short, or an addition. */
    @Test
    void oneThatIsListedThoughTheGroupHasItNoMoreIsStruckOut() throws Exception {
        Formats listed = new Formats(3, new TreeMap<>(Map.of("gone", new FormatRange(1, 3))));
        leader.isIn(new Membership(
                new UUID(1, 2),
                List.of(S1, S2),
                Optional.of("s1"),
                1,
                1,
                0,
                false,
                listed,
                Cluster.UNNAMED));
        group.remove("gone");
        assertThat(leader.orders()).containsExactly("strike out gone");
        assertThat(leader.changes()).isEmpty();
    }

    @Test
    void aReplacementIsRepeatedAfterTheChangeFailed() throws Exception {
        leader.refuseChanges(true);
        assertThat(failure("s2", comes)).contains("the group is not changed");
        assertThat(comes.joined()).isTrue();
        comes.isIn(membership());

        leader.refuseChanges(false);
        StoreGroup.Replaced replaced = group.replace("s2", comes.address());
        assertThat(replaced.isDoneNow()).isTrue();
        assertThat(replaced.group().members()).containsExactlyInAnyOrder(S1, M1, S3);
    }

    @Test
    void oneThatIsDoneIsRepeatedAndChangesNothing() throws Exception {
        leader.isIn(membership(S1, S3, M1));
        comes.isIn(membership(S1, S3, M1));

        StoreGroup.Replaced replaced = group.replace("s2", comes.address());
        assertThat(replaced.isDoneNow()).isFalse();
        assertThat(group.replace("s3", comes.address())).isEqualTo(replaced);
        assertThat(leader.changes()).isEmpty();
    }

    /** The group has forgotten whether it had a vote, so it is not for the tool to say. */
    @Test
    void whereTheOldOneIsRemovedAlreadyTheNextCommandIsNamed() throws Exception {
        ScriptedMember again = new ScriptedMember(M1.voting(true));
        try (again) {
            again.refuseToJoin();
            String add = "centrifuge store add %s --observer --at %s"
                    .formatted(again.address(), leader.address());
            assertThat(failure("m1", again)).contains("m1 is removed", "\"" + add + "\"");
            assertThat(failure("m1", again))
                    .contains(
                            "no member \"m1\"",
                            "\"" + add.replace(" --observer", "") + "\"",
                            "--observer if it had no vote");
            assertThat(leader.changes())
                    .containsExactly(new MemberStatus.Change(List.of(S1, S2, M1), List.of(S1, S2)));
        }
    }

    private static Membership anotherGroup() {
        return new Membership(
                new UUID(7, 7),
                List.of(S3),
                Optional.of("s3"),
                1,
                1,
                0,
                false,
                Formats.START,
                Cluster.UNNAMED);
    }

    @Test
    void aMemberOfAnotherGroupIsRefused() throws Exception {
        comes.isIn(anotherGroup());

        assertThat(failure("s2", comes)).contains("s3", "another group", "empty folder");
        assertThat(leader.changes()).isEmpty();
    }

    @Test
    void askedOfSeveralGroupsTheStatusFails() {
        comes.isIn(anotherGroup());
        String both = leader.address() + "," + comes.address();

        for (List<String> form : List.of(List.<String>of(), List.of("--json"))) {
            List<String> command = new ArrayList<>(List.of("store", "status", "--at", both));
            command.addAll(form);
            Launcher.Result status = Launcher.plain().run(command.toArray(String[]::new));
            assertThat(status.exitCode()).isEqualTo(1);
            assertThat(status.out()).contains("s3");
            assertThat(status.err())
                    .contains("these are members of several groups: " + new UUID(1, 2))
                    .contains("must be stopped, and added with an empty folder");
        }
        assertThat(Launcher.plain()
                        .run("store", "status", "--at", leader.address().toString())
                        .exitCode())
                .isZero();
    }

    private String failure(String id, ScriptedMember process) {
        CommandFailure failure = catchThrowableOfType(
                CommandFailure.class, () -> group.replace(id, process.address()));
        return failure.text();
    }

    private static StoreMember noVote(StoreMember member) {
        return member.voting(false);
    }

    /** As the leader s1 sees it. */
    private static Membership membership(StoreMember... members) {
        return new Membership(
                new UUID(1, 2),
                List.of(members),
                Optional.of("s1"),
                1,
                1,
                0,
                false,
                Formats.START,
                Cluster.UNNAMED);
    }
}
