package io.centrifuge.store.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.stored.StoreBackup;
import io.centrifuge.protocol.stored.StoreCodec;
import io.centrifuge.testsupport.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Groups of which members, their disks or their logs are lost. */
class LostMemberTest extends RatisGroup {
    /** Its disk is gone; removed and added again, it has all, under its old id. */
    @Test
    void oneThatLostItsDiskIsReplaced() throws Exception {
        found(places.subList(0, 3));
        commitFrom("m2");
        String lost = leader().equals("m3") ? "m2" : "m3";
        StoreMember place = place(lost);
        stop(lost);
        DurableFiles.deleteTree(temporary.resolve(lost));
        List<StoreMember> rest = places.subList(0, 3).stream()
                .filter(member -> !member.id().equals(lost))
                .toList();
        change(rest);
        start(place);
        assertThat(stores.get(lost).status().membership()).isEmpty();
        stores.get(lost).join(new MemberStatus.Join(CLUSTER, List.of(), false));
        change(places.subList(0, 3));
        commitFrom(lost);
        assertThat(followers.get(lost).state())
                .isEqualTo(followers.get(rest.getFirst().id()).state());
    }

    /** What it had acknowledged may be on too few disks without it: it must not vote. */
    @Test
    void oneWhoseLogLostItsEndIsRefusedAndTheOthersGoOn() throws Exception {
        found(places.subList(0, 3));
        commitFrom("m2");
        String cut = leader().equals("m3") ? "m2" : "m3";
        Path mark = temporary.resolve(cut).resolve(DataFolder.MARK);
        byte[] before = Files.readAllBytes(mark);
        // What comes last may be a note of Ratis' own, and applied by nobody.
        commitFrom("m2");
        Eventually.that("the mark is written", () -> !Arrays.equals(before, readAll(mark)));
        stop(cut);
        try (Stream<Path> files = Files.walk(temporary.resolve(cut))) {
            Path log = files.filter(file -> file.getFileName().toString().startsWith("log_"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            DamageTest.truncate(log, Files.size(log) / 2);
        }

        assertThatThrownBy(() -> start(place(cut)))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("data folder " + temporary.resolve(cut))
                .hasMessageContaining("the log has lost committed entries");
        stop(cut);
        commitFrom(leader());
    }

    /** Its first record as leader needs a new file, as on a full disk; its process goes on. */
    @Test
    void aLeaderWhoseDiskFailsLeadsNoLonger() throws Exception {
        found(places.subList(0, 3));
        commitFrom("m1");
        awaitAllListed();
        String before = leader();
        String bad = before.equals("m2") ? "m3" : "m2";
        String third = "m1m2m3".replace(before, "").replace(bad, "");
        Path log = temporary.resolve(bad).resolve(DataFolder.RAFT).resolve(CLUSTER + "/current");
        long next = stores.get(bad).status().membership().orElseThrow().applied();
        for (int i = 0; i < 20; i++) {
            Path nowhere = log.resolve("no folder").resolve("file");
            Files.createSymbolicLink(log.resolve("log_inprogress_" + (next + i)), nowhere);
        }
        stop(third);
        stop(before);
        RatisStoreConfig.Election quick = election;
        election = new RatisStoreConfig.Election(Duration.ofSeconds(2), Duration.ofSeconds(3));
        start(place(third)); // and it votes for the other
        assertThat(followers.remove(bad).awaitFailure()).contains("check the disk");
        election = quick;
        start(place(before));
        commitFrom(before);
        commitFrom(third);
    }

    /** It may have been committed by the others, whose disks are lost: nobody can tell. */
    @Test
    void theLogOfASurvivorCountsToItsVeryEnd() throws Exception {
        // So long does it lead on when nobody follows.
        election = new RatisStoreConfig.Election(Duration.ofSeconds(5), Duration.ofSeconds(8));
        found(places.subList(0, 3));
        commitFrom("m1");
        String survivor = leader();
        List<String> lost = places.subList(0, 3).stream()
                .map(StoreMember::id)
                .filter(id -> !id.equals(survivor))
                .toList();
        lost.parallelStream().map(stores::get).forEach(RatisStore::close);
        lost.forEach(this::stop);
        stores.get(survivor).propose(Records.TAKE_OVER);
        Eventually.that(
                "in the log", () -> isInTheLog(survivor, StoreCodec.encode(Records.TAKE_OVER, 3)));
        assertThat(followers.get(survivor).records()).doesNotContain(Records.TAKE_OVER);
        stop(survivor);
        StoreBackup backup =
                StoppedMember.read(temporary.resolve(survivor), Instant.now()).backup();
        assertThat(backup.cluster()).isEqualTo(CLUSTER);
        assertThat(backup.member()).isEqualTo(survivor);
        assertThat(Follower.ofManagers(backup.state()))
                .isEqualTo(CommittedState.EMPTY.apply(Records.TAKE_OVER).orElseThrow());
    }

    private static byte[] readAll(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean isInTheLog(String id, byte[] record) {
        String wanted = new String(record, StandardCharsets.ISO_8859_1);
        Path log = temporary.resolve(id).resolve(DataFolder.RAFT);
        try (Stream<Path> files = Files.walk(log)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("log_"))
                    .toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(wanted)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | UncheckedIOException moved) {
            return false;
        }
    }

    /** The restored store is another group, though its members are at the places of the old. */
    @Test
    void aLeftoverOfTheLostGroupIsAStranger() throws Exception {
        found(places.subList(0, 2));
        commitFrom("m1");
        stop("m1");
        stop("m2");
        StoreBackup backup =
                StoppedMember.read(temporary.resolve("m1"), Instant.now()).backup();
        CommittedState restored = backup.state().restoredAs(5, 0);
        DurableFiles.deleteTree(temporary.resolve("m1"));
        UUID cluster = StoreRestore.create(config(place("m1")), restored);
        assertThat(cluster).isNotEqualTo(CLUSTER);
        start(place("m1"));
        assertThat(followers.get("m1").state()).isEqualTo(Follower.ofManagers(restored));
        start(place("m2"));
        StoreRecord takeover = new LeaderWrite.TakeOver(restored.leader(), 9, 18);
        stores.get("m1").propose(takeover);
        followers.get("m1").awaitRecord(takeover);

        assertThat(followers.get("m2").awaitRecord(takeover, Duration.ofSeconds(3)))
                .isFalse();
        assertThat(stores.get("m2").status().membership().orElseThrow().leader())
                .isEmpty();
        assertThat(members("m1")).containsExactly(place("m1"));
        assertThatThrownBy(() ->
                        stores.get("m2").join(new MemberStatus.Join(cluster, List.of(), false)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is in cluster " + CLUSTER + " already")
                .hasMessageContaining("empty data folder");

        stop("m2");
        DurableFiles.deleteTree(temporary.resolve("m2"));
        for (StoreMember added : places.subList(1, 3)) {
            start(added);
            stores.get(added.id()).join(new MemberStatus.Join(cluster, List.of(), false));
            change(places.subList(0, places.indexOf(added) + 1));
        }
        stop("m1");
        commitFrom("m3");
        for (String id : List.of("m2", "m3")) {
            assertThat(followers.get(id).state())
                    .isEqualTo(Follower.ofManagers(restored.apply(takeover).orElseThrow()));
            stop(id);
        }
        start(place("m2"));
        start(place("m3"));
        commitFrom("m2");
        assertThat(followers.get("m3").state())
                .isEqualTo(Follower.ofManagers(restored.apply(takeover).orElseThrow()));
    }
}
