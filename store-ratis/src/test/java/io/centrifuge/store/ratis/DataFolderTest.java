package io.centrifuge.store.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.manager.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temporary;

    private Path folder() {
        return temporary.resolve("data");
    }

    @Test
    void createsAndFindsAgain() throws Exception {
        UUID cluster;
        try (DataFolder created = DataFolder.open(RatisStoreConfig.single(folder()))) {
            cluster = created.cluster();
        }
        try (DataFolder found = DataFolder.open(RatisStoreConfig.single(folder()))) {
            assertThat(found.cluster()).isEqualTo(cluster);
        }
    }

    @Test
    void refusesAFile() throws Exception {
        Files.writeString(folder(), "x");
        refuses(RatisStoreConfig.single(folder()), "this is a file");
    }

    @Test
    void refusesAFolderThatCannotBeMade() throws Exception {
        Files.writeString(folder(), "x");
        refuses(RatisStoreConfig.single(folder().resolve("below")), "it can't be created");
    }

    /** Linux lets nobody, root included, write here. */
    @Test
    void refusesAFolderThatCannotBeWritten() {
        assertThatThrownBy(() ->
                        DataFolder.open(RatisStoreConfig.single(Path.of("/proc/self/fdinfo"))))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("/proc/self/fdinfo: it ");
    }

    @Test
    void refusesAFolderOfSomethingElseAndLeavesItAlone() throws Exception {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("letters.txt"), "x");
        refuses(RatisStoreConfig.single(folder()), "files in it that are no store's");
        try (var files = Files.list(folder())) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void refusesAFolderInUse() throws Exception {
        DataFolder inUse = DataFolder.open(RatisStoreConfig.single(folder()));
        refuses(RatisStoreConfig.single(folder()), "another process uses it");
        inUse.close();
        DataFolder.open(RatisStoreConfig.single(folder())).close();
    }

    @Test
    void refusesALaterFormat() throws Exception {
        create();
        edit("format=1", "format=2");
        refuses(RatisStoreConfig.single(folder()), "it has format 2");
    }

    @Test
    void refusesADamagedMarker() throws Exception {
        create();
        edit("format=1", "format=one");
        refuses(RatisStoreConfig.single(folder()), "centrifuge-store is damaged");
    }

    @Test
    void refusesAnotherClustersFolder() throws Exception {
        create();
        RatisStoreConfig single = RatisStoreConfig.single(folder());
        refuses(
                of(single.members(), "m1", Optional.of(new UUID(1, 2)), true),
                "it belongs to cluster");
    }

    @Test
    void refusesAnotherMembersFolder() throws Exception {
        create();
        List<RatisStoreConfig.Member> members =
                List.of(new RatisStoreConfig.Member("m2", "127.0.0.1", 0));
        refuses(of(members, "m2", Optional.empty(), true), "it is member \"m1\"'s");
    }

    @Test
    void refusesToCreateWhereNotTold() {
        RatisStoreConfig single = RatisStoreConfig.single(folder());
        refuses(of(single.members(), "m1", Optional.empty(), false), "it has no store in it");
    }

    @Test
    void refusesAMarkerWithoutItsLog() throws Exception {
        create();
        DurableFiles.deleteTree(folder().resolve(DataFolder.RAFT));
        refuses(RatisStoreConfig.single(folder()), "its log is missing");
    }

    @Test
    void finishesACreationThatWasCutShort() throws Exception {
        create();
        Files.move(folder().resolve(DataFolder.MARKER), folder().resolve(DataFolder.UNFINISHED));
        create();
        assertThat(folder().resolve(DataFolder.MARKER)).exists();
        assertThat(folder().resolve(DataFolder.UNFINISHED)).doesNotExist();
        try (var groups = Files.list(folder().resolve(DataFolder.RAFT))) {
            assertThat(groups).hasSize(1);
        }
    }

    private RatisStoreConfig of(
            List<RatisStoreConfig.Member> members,
            String self,
            Optional<UUID> cluster,
            boolean create) {
        return new RatisStoreConfig(
                folder(),
                self,
                members,
                cluster,
                create,
                RatisStoreConfig.Election.SINGLE,
                RatisStoreConfig.Limits.DEFAULT);
    }

    private void create() throws StoreException, IOException {
        DataFolder.open(RatisStoreConfig.single(folder())).close();
    }

    private void edit(String from, String to) throws IOException {
        Path marker = folder().resolve(DataFolder.MARKER);
        Files.writeString(marker, Files.readString(marker).replace(from, to));
    }

    private void refuses(RatisStoreConfig config, String what) {
        assertThatThrownBy(() -> DataFolder.open(config))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("data folder " + config.folder() + ": ")
                .hasMessageContaining(what)
                .hasMessageContaining("; ");
    }
}
