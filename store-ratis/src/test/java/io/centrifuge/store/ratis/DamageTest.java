package io.centrifuge.store.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.security.ServerSecurity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose files were damaged must say so: it never goes on without what was committed. */
class DamageTest {
    @TempDir
    Path folder;

    @Test
    void aLogCutShort() throws Exception {
        fill(200, 4096);
        Path log = only("log_inprogress_\\d+");
        truncate(log, Files.size(log) * 3 / 4);
        refused("the log has lost committed entries");
    }

    /** That may be of a note of Ratis' own, without which all that was committed is there. */
    @Test
    void aLogCutByItsLastByte() throws Exception {
        fill(200, 4096);
        Path log = only("log_inprogress_\\d+");
        truncate(log, Files.size(log) - 1);
        Follower follower = new Follower();
        try (RatisStore store = new RatisStore(config(4096))) {
            store.start(follower);
            follower.awaitRecord(Records.heartbeat(200));
        } catch (StoreException refused) {
            assertThat(refused).hasMessageContaining("the log has lost committed entries");
        }
    }

    @Test
    void anEmptyLog() throws Exception {
        fill(200, 4096);
        truncate(only("log_inprogress_\\d+"), 0);
        refused("the log has lost committed entries");
    }

    @Test
    void noLog() throws Exception {
        fill(200, 4096);
        Files.delete(only("log_inprogress_\\d+"));
        refused("the log has lost committed entries");
    }

    @Test
    void aByteChangedInTheMiddleOfTheLog() throws Exception {
        fill(200, 4096);
        Path log = only("log_inprogress_\\d+");
        flip(log, (int) Files.size(log) / 2);
        refused("can't be started");
    }

    @Test
    void aByteChangedInTheLastEntryOfTheLog() throws Exception {
        fill(200, 4096);
        Path log = only("log_inprogress_\\d+");
        flip(log, (int) Files.size(log) - 10);
        refused("can't be started");
    }

    @Test
    void aFileOfTheLogIsMissing() throws Exception {
        fill(6_000, 100_000);
        List<Path> closed = all("log_\\d+-\\d+");
        assertThat(closed).hasSizeGreaterThan(1);
        Files.delete(closed.getFirst());
        refused("data folder");
    }

    @Test
    void aSnapshotIsMissing() throws Exception {
        fill(3_000, 500);
        for (Path snapshot : all("snapshot\\..*")) {
            Files.delete(snapshot);
        }
        refused("is in no snapshot");
    }

    @Test
    void aByteChangedInTheSnapshot() throws Exception {
        fill(3_000, 500);
        flip(all("snapshot\\.\\d+_\\d+").getLast(), 3);
        refused("did not match stored MD5");
    }

    @Test
    void aSnapshotWithoutItsChecksum() throws Exception {
        fill(3_000, 500);
        Files.delete(all("snapshot\\.\\d+_\\d+\\.md5").getLast());
        refused("no checksum file");
    }

    @Test
    void theMarkIsMissing() throws Exception {
        fill(10, 4096);
        Files.delete(folder.resolve(DataFolder.MARK));
        refused("centrifuge-store.applied is missing or damaged");
    }

    @Test
    void theMarkIsDamaged() throws Exception {
        fill(10, 4096);
        flip(folder.resolve(DataFolder.MARK), 15);
        refused("centrifuge-store.applied is missing or damaged");
    }

    private RatisStoreConfig config(int recordsPerSnapshot) {
        RatisStoreConfig single = RatisStoreConfig.single(folder);
        return new RatisStoreConfig(
                folder,
                single.self(),
                true,
                true,
                single.election(),
                new RatisStoreConfig.Limits(4 << 20, 1024, 256, recordsPerSnapshot, 64 << 10),
                ServerSecurity.LOOPBACK);
    }

    private void fill(int heartbeats, int recordsPerSnapshot) throws StoreException {
        Follower follower = new Follower();
        try (RatisStore store = new RatisStore(config(recordsPerSnapshot))) {
            store.start(follower);
            RatisStoreTest.proposeTerm(store, follower, heartbeats);
        }
    }

    private void refused(String why) {
        try (RatisStore store = new RatisStore(config(4096))) {
            assertThatThrownBy(() -> store.start(new Follower()))
                    .isInstanceOf(StoreException.class)
                    .hasMessageStartingWith("data folder " + folder)
                    .hasMessageContaining(why);
        }
    }

    private Path only(String pattern) throws IOException {
        List<Path> found = all(pattern);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private List<Path> all(String pattern) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .sorted()
                    .toList();
        }
    }

    static void truncate(Path file, long length) throws IOException {
        try (var channel =
                java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 0x55;
        Files.write(file, bytes);
    }
}
