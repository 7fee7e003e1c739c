package io.centrifuge.store.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.History;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.stored.StoreBackup;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a stopped group of one, and what is restored from them. */
class BackupTest {
    private static final Instant NOW = Instant.parse("2026-11-25T09:10:11.123Z");
    private static final ServiceName SERVICE = new ServiceName("chat");
    private static final OwnerRef OWNER = new OwnerRef(new OwnerId("o"), 7);

    @TempDir
    Path temporary;

    @Test
    void aStoppedMembersFolderHasAllThatWasCommitted() throws Exception {
        CommittedState committed = commit(20, Integer.MAX_VALUE);
        StoppedMember.Found found = StoppedMember.read(data(), NOW);
        assertThat(Follower.ofManagers(found.backup().state())).isEqualTo(committed);
        assertThat(found.backup().member()).isEqualTo("m1");
        assertThat(found.backup().entries()).isGreaterThan(22);
        assertThat(found.backup().entryTerm()).isPositive();
        assertThat(found.backup().takenAt()).isEqualTo(NOW);
        assertThat(found.remark()).isEmpty();
        assertThat(StoppedMember.read(data(), NOW)).as("again").isEqualTo(found);
        assertThat(restarted()).isEqualTo(committed);
    }

    @Test
    void theNewestSnapshotCountsAndTheLogAfterIt() throws Exception {
        CommittedState committed = commit(130, 50);
        assertThat(files("snapshot\\.\\d+_\\d+")).isNotEmpty();
        assertThat(Follower.ofManagers(StoppedMember.read(data(), NOW).backup().state()))
                .isEqualTo(committed);
    }

    @Test
    void aRunningMembersFolderIsRefused() throws Exception {
        try (RatisStore store = new RatisStore(RatisStoreConfig.single(data()))) {
            store.start(new Follower());
            assertThatThrownBy(() -> StoppedMember.read(data(), NOW))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(data() + ": another process uses it");
            assertThatThrownBy(() -> StoreRestore.create(
                            RatisStoreConfig.single(data()), CommittedState.EMPTY.restoredAs(1, 0)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("there is a store in it already");
        }
    }

    @Test
    void whereThereIsNoStoreNothingIsMade() {
        assertThatThrownBy(() -> StoppedMember.read(data(), NOW))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(data() + ": there is no folder");
        assertThat(data()).doesNotExist();
        assertThatThrownBy(() -> StoppedMember.read(temporary, NOW))
                .hasMessageContaining("there is no store in it");
    }

    /** Its end may be gone, which is said; what is damaged before the end is refused. */
    @Test
    void aLogWithoutItsEndIsReadAndADamagedOneIsNot() throws Exception {
        commit(50, Integer.MAX_VALUE);
        Path log = files("log_.*").getFirst();
        byte[] whole = Files.readAllBytes(log);
        long entries = StoppedMember.read(data(), NOW).backup().entries();

        cut(log, whole.length * 2 / 3);
        StoppedMember.Found shorter = StoppedMember.read(data(), NOW);
        assertThat(shorter.backup().entries()).isLessThan(entries);
        assertThat(shorter.remark())
                .isEqualTo("the log has lost its end: this member had applied %d entries more"
                        .formatted(entries - shorter.backup().entries()));

        whole[whole.length / 2]++;
        Files.write(log, whole);
        assertThatThrownBy(() -> StoppedMember.read(data(), NOW))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the store in it can't be read")
                .hasMessageContaining("take another member's folder");

        Files.delete(files(DataFolder.MARK).getFirst());
        whole[whole.length / 2]--;
        Files.write(log, whole);
        assertThat(StoppedMember.read(data(), NOW).remark())
                .startsWith("whether the log has lost its end is not known");
    }

    @Test
    void aRestoredStoreBeginsWithTheBackupInANewHistoryAndCluster() throws Exception {
        commit(20, Integer.MAX_VALUE);
        StoreBackup backup = StoppedMember.read(data(), NOW).backup();
        CommittedState restored =
                backup.state().restoredAs(StoreRestore.history(backup, NOW, none()), 99);
        RatisStoreConfig config = RatisStoreConfig.single(temporary.resolve("new"));
        UUID cluster = StoreRestore.create(config, restored);
        assertThat(cluster).isNotEqualTo(backup.cluster());

        Follower first = new Follower();
        LeaderWrite.TakeOver takeover = new LeaderWrite.TakeOver(restored.leader(), 8, 18);
        try (RatisStore store = new RatisStore(config)) {
            store.start(first);
            assertThat(first.state()).isEqualTo(Follower.ofManagers(restored));
            assertThat(store.status().membership().orElseThrow().cluster()).isEqualTo(cluster);
            assertThat(store.status().membership().orElseThrow().restoredAt()).contains(NOW);
            assertThat(store.status().membership().orElseThrow().waiting()).isTrue();
            store.propose(takeover);
            first.awaitRecord(takeover);
        }
        assertThat(first.state().leader().term()).isEqualTo(restored.leader().term() + 1);
        Follower again = new Follower();
        try (RatisStore store = new RatisStore(config)) {
            store.start(again);
            again.awaitRecord(takeover);
        }
        assertThat(again.state()).isEqualTo(first.state());
        assertThat(Follower.ofManagers(
                        StoppedMember.read(config.folder(), NOW).backup().state()))
                .isEqualTo(first.state());
    }

    /** Else a store that has forgotten all its numbers would give them out again. */
    @Test
    void whatIsLeftOfARestoreThatWasCutShortIsRefused() throws Exception {
        CommittedState restored = CommittedState.EMPTY.restoredAs(5, 0);
        RatisStoreConfig config = RatisStoreConfig.single(data());
        StoreRestore.create(config, restored);
        Files.move(data().resolve(DataFolder.MARKER), data().resolve(DataFolder.RESTORING));
        assertThatThrownBy(this::restarted)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("a store was being restored into it")
                .hasMessageContaining("centrifuge store restore");
        StoreRestore.create(config, restored);
        assertThat(restarted()).isEqualTo(restored);
    }

    @Test
    void aRestoredStoreWithoutItsFirstStateIsRefused() throws Exception {
        StoreRestore.create(RatisStoreConfig.single(data()), CommittedState.EMPTY.restoredAs(5, 0));
        for (Path part : files("snapshot.*")) {
            Files.delete(part);
        }
        assertThatThrownBy(this::restarted)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the log has lost committed entries");
    }

    @Test
    void aFolderThatIsNotEmptyIsLeftAlone() throws Exception {
        CommittedState restored = CommittedState.EMPTY.restoredAs(5, 0);
        RatisStoreConfig config = RatisStoreConfig.single(data());
        Files.createDirectories(data());
        Files.writeString(data().resolve("mine"), "x");
        assertThatThrownBy(() -> StoreRestore.create(config, restored))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(data() + ": it has files in it that are no store's");
        assertThat(data()).isDirectoryContaining(path -> path.endsWith("mine"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreRestore.create(config, CommittedState.EMPTY))
                .withMessageContaining("must wait");
    }

    /** From one backup, twice: what the first store gave out is below all of the second's. */
    @Test
    void twoRestoresOfOneBackupShareNoNumber() throws Exception {
        StoreBackup backup = backup(CommittedState.EMPTY);
        long first = StoreRestore.history(backup, NOW, none());
        long second = StoreRestore.history(backup, NOW.plusMillis(1), none());
        long recordsInAMillisecond = 1_000_000;
        assertThat(History.start(second))
                .isGreaterThan(History.start(first) + recordsInAMillisecond);
        assertThat(History.of(backup.state().restoredAs(first, 0).highestNumber()))
                .isEqualTo(first);
    }

    @Test
    void aClockThatCantBeRightIsRefused() throws Exception {
        StoreBackup backup = backup(CommittedState.EMPTY);
        assertThatThrownBy(() -> StoreRestore.history(backup, NOW.minusMillis(1), none()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("clock stands at 2026-11-25T09:10:11.122Z")
                .hasMessageContaining("--above");
        long ahead = StoreRestore.history(backup, NOW.plusSeconds(60), none());
        StoreBackup later = backup(CommittedState.EMPTY.restoredAs(ahead, 0));
        assertThatThrownBy(() -> StoreRestore.history(later, NOW.plusSeconds(60), none()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("numbers go up to " + History.start(ahead));
        assertThat(StoreRestore.history(later, NOW, OptionalLong.of(3))).isEqualTo(ahead + 1);
        long seen = History.start(ahead + 70) + 5;
        assertThat(StoreRestore.history(later, Instant.EPOCH, OptionalLong.of(seen)))
                .isEqualTo(ahead + 71);
        assertThat(StoreRestore.history(backup, NOW, OptionalLong.of(3)))
                .as("the clock is above it")
                .isEqualTo(History.at(NOW.toEpochMilli()));
    }

    @Test
    void aBackupsFileIsWrittenWholeAndNothingElseIsTouched() throws Exception {
        StoreBackup backup = backup(CommittedState.EMPTY.restoredAs(5, 0));
        Path file = temporary.resolve("a.backup");
        BackupFile.write(file, backup, false);
        assertThat(BackupFile.read(file)).isEqualTo(backup);
        StoreBackup other = backup(CommittedState.EMPTY);
        assertThatThrownBy(() -> BackupFile.write(file, other, false))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file + " is there already")
                .hasMessageContaining("--overwrite");
        assertThat(BackupFile.read(file)).isEqualTo(backup);
        BackupFile.write(file, other, true);
        assertThat(BackupFile.read(file)).isEqualTo(other);
        assertThatThrownBy(() -> BackupFile.write(temporary, other, true))
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> BackupFile.write(temporary.resolve("no/a"), other, false))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no/a can't be written");
        try (Stream<Path> all = Files.list(temporary)) {
            assertThat(all).containsExactly(file);
        }
        assertThatThrownBy(() -> BackupFile.read(temporary.resolve("none")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is not there");
        cut(file, Files.size(file) - 1);
        assertThatThrownBy(() -> BackupFile.read(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file + ": the backup is cut off")
                .hasMessageContaining("take another copy");
    }

    private static StoreBackup backup(CommittedState state) {
        return new StoreBackup(new UUID(1, 2), "m1", 0, 0, NOW, state);
    }

    private static OptionalLong none() {
        return OptionalLong.empty();
    }

    private Path data() {
        return temporary.resolve("data");
    }

    /** A term with an owner that holds everything, and heartbeats. */
    private CommittedState commit(int heartbeats, int recordsPerSnapshot) throws Exception {
        Follower follower = new Follower();
        RatisStoreConfig config = new RatisStoreConfig(
                data(),
                new StoreMember("m1", "127.0.0.1", 0, true),
                true,
                true,
                RatisStoreConfig.Election.SINGLE,
                new RatisStoreConfig.Limits(4 << 20, 1024, 256, recordsPerSnapshot, 64 << 10),
                ServerSecurity.LOOPBACK);
        try (RatisStore store = new RatisStore(config)) {
            store.start(follower);
            RatisStoreTest.proposeTerm(store, follower, heartbeats);
            TableChange joined = new TableChange.Joined(OWNER, new OwnerAddress("o:80"));
            TableChange granted = new TableChange.Granted(new KeyRange(0, 0), OWNER);
            TableRecord record = new TableRecord(1, SERVICE, 0, List.of(joined, granted));
            store.propose(record);
            follower.awaitRecord(record);
            follower.awaitNamed();
        }
        assertThat(follower.state().table(SERVICE).holdsAnything(OWNER)).isTrue();
        return follower.state();
    }

    /** The state of a second life, once it has replayed its log. */
    private CommittedState restarted() throws Exception {
        Follower follower = new Follower();
        LeaderWrite.Resign nobodys = new LeaderWrite.Resign(Long.MAX_VALUE, 1);
        try (RatisStore store = new RatisStore(RatisStoreConfig.single(data()))) {
            store.start(follower);
            store.propose(nobodys);
            follower.awaitRecord(nobodys);
        }
        return follower.state();
    }

    private List<Path> files(String name) throws IOException {
        Predicate<Path> matches = path -> path.getFileName().toString().matches(name);
        try (Stream<Path> all = Files.walk(data())) {
            return new ArrayList<>(all.filter(matches).sorted().toList());
        }
    }

    private static void cut(Path file, long length) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(length);
        }
    }
}
