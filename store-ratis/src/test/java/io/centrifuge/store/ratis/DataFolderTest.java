package io.centrifuge.store.ratis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.StoreMember;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    private static final UUID CLUSTER = new UUID(1, 2);
    private static final StoreMember MEMBER = new StoreMember("m1", "127.0.0.1", 7501, true);

    @TempDir
    Path temporary;

    private Path folder() {
        return temporary.resolve("data");
    }

    @Test
    void createsAndFindsAgain() throws Exception {
        for (StoreMarker made : List.of(marker(), new StoreMarker(CLUSTER, MEMBER, List.of()))) {
            try (DataFolder created = DataFolder.open(config())) {
                assertThat(created.marker()).isEmpty();
                created.create(made);
                assertThat(created.marker()).contains(made);
            }
            try (DataFolder found = DataFolder.open(config())) {
                assertThat(found.marker()).contains(made);
            }
            DurableFiles.deleteTree(folder());
        }
    }

    @Test
    void findsAStoreOfAnEarlierRelease() throws Exception {
        create();
        Path marker = folder().resolve(DataFolder.MARKER);
        Files.writeString(marker, "format=1%ncluster=%s%nmember=m1%n".formatted(CLUSTER));
        try (DataFolder found = DataFolder.open(RatisStoreConfig.single(folder()))) {
            StoreMember self = RatisStoreConfig.single(folder()).self();
            assertThat(found.marker()).contains(new StoreMarker(CLUSTER, self, List.of(self)));
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
        edit("format=2", "format=3");
        refuses(config(), "it has format 3");
    }

    @Test
    void refusesADamagedMarker() throws Exception {
        create();
        edit("format=2", "format=two");
        refuses(config(), "centrifuge-store is damaged or unreadable");
    }

    @Test
    void refusesAnotherMembersFolder() throws Exception {
        create();
        refuses(
                RatisStoreConfig.member(folder(), "m2", "127.0.0.1", 7501),
                "it is member \"m1\"'s");
    }

    /** Two processes with one id: the group knows where its member is. */
    @Test
    void refusesAMemberAtAnotherAddress() throws Exception {
        create();
        refuses(
                RatisStoreConfig.member(folder(), "m1", "127.0.0.1", 7502),
                "its group knows member m1 at 127.0.0.1:7501");
    }

    @Test
    void refusesAMarkerWithoutItsLog() throws Exception {
        create();
        DurableFiles.deleteTree(folder().resolve(DataFolder.RAFT));
        refuses(config(), "its log is missing");
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

    private RatisStoreConfig config() {
        return RatisStoreConfig.member(folder(), MEMBER.id(), MEMBER.host(), MEMBER.port());
    }

    private static StoreMarker marker() {
        return new StoreMarker(
                CLUSTER, MEMBER, List.of(MEMBER, new StoreMember("m2", "::1", 7502, false)));
    }

    private void create() throws StoreException, IOException {
        try (DataFolder folder = DataFolder.open(config())) {
            if (folder.marker().isEmpty()) {
                folder.create(marker());
            }
        }
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
