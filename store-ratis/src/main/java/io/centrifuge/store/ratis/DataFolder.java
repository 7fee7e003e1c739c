package io.centrifuge.store.ratis;

import io.centrifuge.manager.store.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.SizeInBytes;
import org.jspecify.annotations.Nullable;

/**
 * A member's data folder, locked against other processes for as long as this is open. Ratis formats
 * an absent folder in silence when told to recover, so what the folder is, is decided here, by a
 * marker file: it is there exactly if the store was created whole. Used by one thread.
 */
final class DataFolder implements Closeable {
    /**
     * The highest version of the folder's layout that this release knows, and the one it creates.
     */
    static final int FORMAT = 1;

    static final String MARKER = "centrifuge-store";

    /** Has the marker's place while the store is being created; nothing was ever committed then. */
    static final String UNFINISHED = "centrifuge-store.new";

    static final String LOCK = "centrifuge-store.lock";
    static final String MARK = "centrifuge-store.applied";
    static final String RAFT = "raft";

    /** Ratis' name for where a group's log is. */
    private static final String CURRENT = "current";

    private final Path folder;
    private final FileChannel lock;
    private final UUID cluster;

    private DataFolder(Path folder, FileChannel lock, UUID cluster) {
        this.folder = folder;
        this.lock = lock;
        this.cluster = cluster;
    }

    /** Creates the store or finds it there. */
    static DataFolder open(RatisStoreConfig config) throws StoreException {
        Path folder = config.folder().toAbsolutePath().normalize();
        prepare(folder);
        FileChannel lock = lock(folder);
        try {
            UUID cluster = Files.exists(folder.resolve(MARKER))
                    ? check(folder, config)
                    : create(folder, config);
            return new DataFolder(folder, lock, cluster);
        } catch (StoreException unusable) {
            release(lock, unusable);
            throw unusable;
        }
    }

    UUID cluster() {
        return cluster;
    }

    Path path() {
        return folder;
    }

    /** Ratis' own. */
    Path raft() {
        return folder.resolve(RAFT);
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
            "restore the folder from a backup, or, in a group of several, remove this member and"
                    + " add it anew";

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
        if (Files.exists(folder.resolve(MARKER)) || Files.exists(folder.resolve(UNFINISHED))) {
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

    private static UUID create(Path folder, RatisStoreConfig config) throws StoreException {
        if (!config.create()) {
            throw failure(
                    folder,
                    "it has no store in it",
                    "a group's first start must say that it creates; a member that lost its disk"
                            + " must be removed from the group and added anew",
                    null);
        }
        UUID cluster = config.cluster().orElseGet(UUID::randomUUID);
        String marker =
                "format=%d%ncluster=%s%nmember=%s%n".formatted(FORMAT, cluster, config.self());
        try {
            DurableFiles.write(folder.resolve(UNFINISHED), marker.getBytes(StandardCharsets.UTF_8));
            DurableFiles.forceFolder(folder);
            DurableFiles.deleteTree(folder.resolve(RAFT));
            format(folder.resolve(RAFT), cluster);
            AppliedMark.create(folder.resolve(MARK));
            DurableFiles.rename(folder.resolve(UNFINISHED), folder.resolve(MARKER));
            return cluster;
        } catch (IOException failed) {
            throw failure(
                    folder, "no store can be created in it", "check disk space and rights", failed);
        }
    }

    private static void format(Path raft, UUID cluster) throws IOException {
        Path group = raft.resolve(cluster.toString());
        Files.createDirectories(group);
        try (RaftStorage storage = RaftStorage.newBuilder()
                .setDirectory(group.toFile())
                .setOption(RaftStorage.StartupOption.FORMAT)
                .setStorageFreeSpaceMin(SizeInBytes.valueOf(0))
                .setLogCorruptionPolicy(CorruptionPolicy.EXCEPTION)
                .build()) {
            storage.initialize();
        }
        DurableFiles.forceFolder(group.resolve(CURRENT));
        DurableFiles.forceFolder(group);
        DurableFiles.forceFolder(raft);
    }

    private static Path meta(Path group) {
        return group.resolve(CURRENT).resolve("raft-meta");
    }

    /** Returns the cluster that the folder belongs to. */
    private static UUID check(Path folder, RatisStoreConfig config) throws StoreException {
        Properties marker = readMarker(folder);
        UUID cluster;
        try {
            int format = Integer.parseInt(marker.getProperty("format", ""));
            if (format > FORMAT) {
                throw failure(
                        folder,
                        "it has format %d and this release knows formats up to %d"
                                .formatted(format, FORMAT),
                        "use the release that wrote it, or a later one",
                        null);
            }
            cluster = UUID.fromString(marker.getProperty("cluster", ""));
        } catch (IllegalArgumentException malformed) {
            throw failure(folder, "the file " + MARKER + " is damaged", RESTORE, malformed);
        }
        if (!config.cluster().orElse(cluster).equals(cluster)) {
            throw failure(
                    folder,
                    "it belongs to cluster %s, not to %s"
                            .formatted(cluster, config.cluster().orElse(cluster)),
                    "name this cluster's folder, or an empty one",
                    null);
        }
        String member = marker.getProperty("member", "");
        if (!member.equals(config.self())) {
            throw failure(
                    folder,
                    "it is member \"%s\"'s, not member \"%s\"'s".formatted(member, config.self()),
                    "name this member's own folder",
                    null);
        }
        if (!Files.exists(meta(folder.resolve(RAFT).resolve(cluster.toString())))) {
            throw failure(
                    folder, "a store was created in it, and its log is missing", RESTORE, null);
        }
        return cluster;
    }

    private static Properties readMarker(Path folder) throws StoreException {
        Properties marker = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve(MARKER))) {
            marker.load(reader);
            return marker;
        } catch (IOException | IllegalArgumentException unreadable) {
            throw failure(folder, "the file " + MARKER + " can't be read", RESTORE, unreadable);
        }
    }
}
