package io.centrifuge.store.ratis;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.StoreMember;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.SizeInBytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member's data folder, locked against other processes for as long as this is open. Ratis formats
 * an absent folder in silence when told to recover, so what the folder is, is decided here, by a
 * marker file: it is there exactly if the store was created whole. Used by one thread at a time.
 */
final class DataFolder implements Closeable {
    static final String MARKER = "centrifuge-store";

    /** Has the marker's place while the store is being created; nothing was ever committed then. */
    static final String UNFINISHED = "centrifuge-store.new";

    /** Likewise, while a store is being restored: who starts on it would begin an empty one. */
    static final String RESTORING = "centrifuge-store.restoring";

    static final String LOCK = "centrifuge-store.lock";
    static final String MARK = "centrifuge-store.applied";
    static final String RAFT = "raft";

    /** Ratis' name for where a group's log is. */
    private static final String CURRENT = "current";

    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

    private final Path folder;
    private final FileChannel lock;
    private Optional<StoreMarker> marker;

    private DataFolder(Path folder, FileChannel lock, Optional<StoreMarker> marker) {
        this.folder = folder;
        this.lock = lock;
        this.marker = marker;
    }

    /** Finds the store there, or that there is none yet. */
    static DataFolder open(RatisStoreConfig config) throws StoreException {
        Path folder = config.folder().toAbsolutePath().normalize();
        prepare(folder);
        return locked(folder, () -> check(folder, config.self()));
    }

    /** A stopped member's, no matter whose. */
    static DataFolder existing(Path named) throws StoreException {
        Path folder = named.toAbsolutePath().normalize();
        if (!Files.exists(folder.resolve(MARKER))) {
            throw failure(
                    folder,
                    Files.isDirectory(folder) ? "there is no store in it" : "there is no folder",
                    "name the folder (--data) of a member of the store",
                    null);
        }
        return locked(folder, () -> {
            StoreMarker marker = read(folder);
            requireLog(folder, marker);
            return Optional.of(marker);
        });
    }

    /** One with no store in it yet, but for what a restore that was cut short left. */
    static DataFolder toRestoreInto(Path named) throws StoreException {
        Path folder = named.toAbsolutePath().normalize();
        prepare(folder);
        if (Files.exists(folder.resolve(MARKER)) || Files.exists(folder.resolve(UNFINISHED))) {
            throw failure(folder, "there is a store in it already", "name an empty folder", null);
        }
        return locked(folder, Optional::empty);
    }

    /** Looks at a folder. */
    @FunctionalInterface
    private interface Look {
        Optional<StoreMarker> look() throws StoreException;
    }

    private static DataFolder locked(Path folder, Look look) throws StoreException {
        FileChannel lock = lock(folder);
        try {
            return new DataFolder(folder, lock, look.look());
        } catch (StoreException unusable) {
            release(lock, unusable);
            throw unusable;
        }
    }

    /** What the store in it is; empty while there is none. */
    Optional<StoreMarker> marker() {
        return marker;
    }

    Path path() {
        return folder;
    }

    /** Ratis' own. */
    Path raft() {
        return folder.resolve(RAFT);
    }

    /** Of all files in it, in bytes. Any thread may call; files may come and go meanwhile. */
    static long size(Path folder) {
        long[] bytes = new long[1];
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes[0] += attributes.size();
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            LOG.debug("can't measure {}", folder, unreadable);
        }
        return bytes[0];
    }

    AppliedMark openMark() throws StoreException {
        try {
            return AppliedMark.open(folder.resolve(MARK));
        } catch (IOException unusable) {
            throw failure(folder, "the file " + MARK + " is missing or damaged", RESTORE, unusable);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    static final String RESTORE =
            "restore the store from a backup, or, in a group of several, remove this member and"
                    + " add it again";

    static StoreException failure(
            Path folder, String what, String remedy, @Nullable Throwable cause) {
        String why = cause == null ? "" : " (" + cause + ")";
        return new StoreException(
                "data folder " + folder + ": " + what + why + "; " + remedy, cause);
    }

    private static void prepare(Path folder) throws StoreException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw failure(folder, "this is a file", "name a folder", null);
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException denied) {
            throw failure(
                    folder,
                    "it can't be created",
                    "name a folder that this user may create",
                    denied);
        }
        if (!Files.isWritable(folder)) {
            throw failure(
                    folder, "it is not writable", "let this user write it, or name another", null);
        }
        if (isForeign(folder)) {
            throw failure(
                    folder,
                    "it has files in it that are no store's",
                    "name an empty folder, or a new one",
                    null);
        }
    }

    private static boolean isForeign(Path folder) throws StoreException {
        if (Stream.of(MARKER, UNFINISHED, RESTORING)
                .anyMatch(name -> Files.exists(folder.resolve(name)))) {
            return false;
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.map(path -> path.getFileName().toString())
                    .anyMatch(name -> !name.equals(LOCK) && !name.equals("lost+found"));
        } catch (IOException unreadable) {
            throw failure(
                    folder,
                    "it can't be read",
                    "let this user read it, or name another",
                    unreadable);
        }
    }

    private static FileChannel lock(Path folder) throws StoreException {
        try {
            FileChannel channel = FileChannel.open(
                    folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                throw failure(
                        folder,
                        "another process uses it",
                        "stop that one, or name another folder",
                        null);
            }
            return channel;
        } catch (IOException denied) {
            throw failure(
                    folder,
                    "it can't be locked",
                    "let this user write it, or name another",
                    denied);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static void release(FileChannel lock, StoreException reason) {
        try {
            lock.close();
        } catch (IOException failed) {
            reason.addSuppressed(failed);
        }
    }

    /** Creates the store, where there is none yet. */
    void create(StoreMarker created) throws StoreException {
        create(created, UNFINISHED, StateSnapshots.Snapshot.NOTHING);
    }

    /** Creates one that begins with this state. */
    void restore(StoreMarker created, CommittedState state) throws StoreException {
        create(created, RESTORING, StateSnapshots.Snapshot.first(state));
    }

    private void create(StoreMarker created, String meanwhile, StateSnapshots.Snapshot first)
            throws StoreException {
        if (marker.isPresent()) {
            throw new IllegalStateException("there is a store in " + folder + " already");
        }
        try {
            DurableFiles.write(folder.resolve(meanwhile), created.encode());
            DurableFiles.forceFolder(folder);
            DurableFiles.deleteTree(raft());
            format(raft(), created.cluster(), first);
            // A folder without the state that it begins with has lost what was committed.
            AppliedMark.create(folder.resolve(MARK), first.at());
            DurableFiles.rename(folder.resolve(meanwhile), folder.resolve(MARKER));
        } catch (IOException failed) {
            throw failure(
                    folder, "no store can be created in it", "check disk space and rights", failed);
        }
        marker = Optional.of(created);
    }

    private static void format(Path raft, UUID cluster, StateSnapshots.Snapshot first)
            throws IOException {
        Path group = raft.resolve(cluster.toString());
        Files.createDirectories(group);
        try (RaftStorage storage = storage(group, RaftStorage.StartupOption.FORMAT)) {
            storage.initialize();
            if (first.at().getIndex() >= 0) {
                StateSnapshots snapshots = new StateSnapshots();
                snapshots.init(storage);
                snapshots.save(first);
            }
        }
        DurableFiles.forceFolder(group.resolve(CURRENT));
        DurableFiles.forceFolder(group);
        DurableFiles.forceFolder(raft);
    }

    /** Ratis' own of the store in it, to be read; not initialized. */
    RaftStorage storage() throws IOException {
        String group = marker.orElseThrow().cluster().toString();
        return storage(raft().resolve(group), RaftStorage.StartupOption.RECOVER);
    }

    private static RaftStorage storage(Path group, RaftStorage.StartupOption option)
            throws IOException {
        return RaftStorage.newBuilder()
                .setDirectory(group.toFile())
                .setOption(option)
                .setStorageFreeSpaceMin(SizeInBytes.valueOf(0))
                .setLogCorruptionPolicy(CorruptionPolicy.EXCEPTION)
                .build();
    }

    private static Path meta(Path group) {
        return group.resolve(CURRENT).resolve("raft-meta");
    }

    /** What the store in it is, if there is one; refuses another member's. */
    private static Optional<StoreMarker> check(Path folder, StoreMember self)
            throws StoreException {
        if (Files.exists(folder.resolve(RESTORING))) {
            throw failure(
                    folder,
                    "a store was being restored into it, and that was not finished",
                    "do it again: \"centrifuge store restore\" with this folder",
                    null);
        }
        if (!Files.exists(folder.resolve(MARKER))) {
            return Optional.empty();
        }
        StoreMarker marker = read(folder);
        StoreMember found = marker.self();
        if (!found.id().equals(self.id())) {
            throw failure(
                    folder,
                    "it is member \"%s\"'s, not member \"%s\"'s".formatted(found.id(), self.id()),
                    "name this member's own folder",
                    null);
        }
        if (!marker.isAlone() && !found.address().equals(self.address())) {
            throw failure(
                    folder,
                    "its group knows member %s at %s, and this process is to be at %s"
                            .formatted(found.id(), found.address(), self.address()),
                    "start it there, or replace the member by one at the new address",
                    null);
        }
        requireLog(folder, marker);
        return Optional.of(marker);
    }

    private static void requireLog(Path folder, StoreMarker marker) throws StoreException {
        if (!Files.exists(meta(folder.resolve(RAFT).resolve(marker.cluster().toString())))) {
            throw failure(
                    folder, "a store was created in it, and its log is missing", RESTORE, null);
        }
    }

    private static StoreMarker read(Path folder) throws StoreException {
        try {
            return StoreMarker.read(folder.resolve(MARKER));
        } catch (StoreMarker.NewerFormatException newer) {
            throw failure(
                    folder,
                    String.valueOf(newer.getMessage()),
                    "use the release that wrote it, or a later one",
                    null);
        } catch (IOException damaged) {
            throw failure(
                    folder, "the file " + MARKER + " is damaged or unreadable", RESTORE, damaged);
        }
    }
}
