package io.centrifuge.store.ratis;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.protocol.stored.StoreCodec;
import io.centrifuge.protocol.stored.StoreFormatException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;

/**
 * States as files, each with its checksum beside it, in the names and places that Ratis sends them
 * to other members from. A file under a snapshot's name is always whole and has its checksum: the
 * checksum is written first, the state under another name until it is on the disk.
 *
 * <p>Ratis itself passes over a snapshot without a checksum, and one that it can't list; since the
 * log behind a snapshot is gone, that would lose what was committed, so {@link #load} throws
 * instead.
 */
final class StateSnapshots extends SimpleStateMachineStorage {
    /** What a snapshot says, and the last entry that is in it. */
    record Snapshot(TermIndex at, CommittedState state) {
        /** Of a store that has committed nothing. */
        static final Snapshot NOTHING = new Snapshot(TermIndex.INITIAL_VALUE, CommittedState.EMPTY);

        /**
         * Of a store that begins with this state. Entry 0, which no log has, stands for it, so that
         * a member that is added later needs it before any log.
         */
        static Snapshot first(CommittedState state) {
            return new Snapshot(TermIndex.valueOf(0, 0), state);
        }
    }

    @Override
    public void init(RaftStorage storage) throws IOException {
        Path folder = storage.getStorageDir().getStateMachineDir().toPath();
        Files.createDirectories(folder);
        super.init(storage);
        try (Stream<Path> content = Files.list(folder)) {
            for (Path left :
                    content.filter(path -> path.toString().endsWith(".tmp")).toList()) {
                Files.delete(left);
            }
        }
    }

    /** The latest, or none if there never was one. */
    Optional<Snapshot> load() throws IOException {
        SingleFileSnapshotInfo known = loadLatestSnapshot();
        Optional<File> file = latest();
        if (file.isEmpty()) {
            return Optional.empty();
        }
        TermIndex at = getTermIndexFromSnapshotFile(file.get());
        if (known == null || known.getIndex() != at.getIndex()) {
            throw new IOException("snapshot " + file.get() + " has no checksum file beside it");
        }
        MD5FileUtil.verifySavedMD5(file.get(), MD5FileUtil.computeMd5ForFile(file.get()));
        try {
            return Optional.of(new Snapshot(
                    at, StoreCodec.decodeState(Files.readAllBytes(file.get().toPath()))));
        } catch (StoreFormatException unreadable) {
            throw new IOException(
                    "snapshot " + file.get() + ": " + unreadable.getMessage(), unreadable);
        }
    }

    void save(Snapshot snapshot) throws IOException {
        TermIndex at = snapshot.at();
        File target = getSnapshotFile(at.getTerm(), at.getIndex());
        File temporary = getTmpSnapshotFile(at.getTerm(), at.getIndex());
        DurableFiles.write(temporary.toPath(), StoreCodec.encode(snapshot.state()));
        MD5Hash sum = MD5FileUtil.computeMd5ForFile(temporary);
        MD5FileUtil.saveMD5File(target, sum);
        DurableFiles.rename(temporary.toPath(), target.toPath());
        updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(target.toPath(), sum), at));
    }

    private Optional<File> latest() throws IOException {
        // The storage keeps its folder to itself, and every snapshot's path is in it.
        Path folder = getSnapshotFile(0, 0).toPath().getParent();
        try (Stream<Path> content = Files.list(folder)) {
            List<File> snapshots = content.map(Path::toFile)
                    .filter(file -> SNAPSHOT_REGEX.matcher(file.getName()).matches())
                    .toList();
            return snapshots.stream()
                    .max(Comparator.comparingLong(
                            file -> getTermIndexFromSnapshotFile(file).getIndex()));
        }
    }
}
