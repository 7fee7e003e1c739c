package io.centrifuge.store.ratis;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.stored.StoreBackup;
import io.centrifuge.protocol.stored.StoreCodec;
import io.centrifuge.protocol.stored.StoreFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.SizeInBytes;

/**
 * What is in the data folder of a member that doesn't run: its newest snapshot, and its whole log
 * after that. The log's end may never have been committed, and what was committed last may be with
 * other members only; neither can be told from one folder. Both are harmless in a backup, since
 * a restore begins a history above all numbers and signals every range's loss, and
 * leaving the end out would lose what was committed more often. Stateless.
 */
public final class StoppedMember {
    /** More than any entry has; what a damaged length may have allocated. */
    private static final SizeInBytes LONGEST_ENTRY = SizeInBytes.valueOf(64 << 20);

    private StoppedMember() {}

    /**
     * What is in a folder.
     *
     * @param remark what else matters to one who chooses among folders; may be empty
     */
    public record Found(StoreBackup backup, String remark) {}

    /**
     * Reads it, and leaves it as it is. Blocks.
     *
     * @param now for the backup
     * @throws StoreException if a process runs on it, there is none, or it is damaged; the message
     *     names the folder and the remedy
     */
    public static Found read(Path path, Instant now) throws StoreException {
        try (DataFolder folder = DataFolder.existing(path)) {
            return read(folder, now);
        } catch (IOException | IllegalStateException damaged) {
            throw DataFolder.failure(
                    path,
                    "the store in it can't be read",
                    "take another member's folder, or an earlier backup",
                    damaged);
        }
    }

    private static Found read(DataFolder folder, Instant now) throws IOException {
        Replay replay;
        try (RaftStorage storage = folder.storage()) {
            replay = replay(storage);
        }
        StoreMarker marker = folder.marker().orElseThrow();
        StoreBackup backup = new StoreBackup(
                marker.cluster(),
                marker.self().id(),
                replay.at.getTerm(),
                replay.at.getIndex() + 1,
                now.truncatedTo(ChronoUnit.MILLIS),
                replay.state);
        return new Found(backup, remark(folder, replay.at));
    }

    private static Replay replay(RaftStorage storage) throws IOException {
        storage.initialize();
        StateSnapshots snapshots = new StateSnapshots();
        snapshots.init(storage);
        Replay replay = new Replay(snapshots.load().orElse(StateSnapshots.Snapshot.NOTHING));
        try {
            for (LogSegmentPath segment : LogSegmentPath.getLogSegmentPaths(storage)) {
                LogSegment.readSegmentFile(
                        segment.getPath().toFile(),
                        segment.getStartEnd(),
                        LONGEST_ENTRY,
                        CorruptionPolicy.EXCEPTION,
                        null,
                        replay);
            }
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
        return replay;
    }

    private static String remark(DataFolder folder, TermIndex last) {
        try (AppliedMark mark = folder.openMark()) {
            long lost = mark.found().getIndex() - last.getIndex();
            return lost <= 0
                    ? ""
                    : "the log has lost its end: this member had applied %d entries more"
                            .formatted(lost);
        } catch (StoreException | IOException unreadable) {
            return "whether the log has lost its end is not known: " + unreadable.getMessage();
        }
    }

    /** Applies the log's entries, in their order. */
    private static final class Replay implements Consumer<LogEntryProto> {
        private TermIndex at;
        private CommittedState state;

        Replay(StateSnapshots.Snapshot from) {
            at = from.at();
            state = from.state();
        }

        @Override
        public void accept(LogEntryProto entry) {
            TermIndex next = TermIndex.valueOf(entry);
            if (next.getIndex() <= at.getIndex()) {
                return;
            }
            try {
                if (next.getIndex() != at.getIndex() + 1) {
                    throw new IOException("after entry %s the log goes on with %s: what was between"
                                    .formatted(at, next)
                            + " is missing");
                }
                if (entry.hasStateMachineLogEntry()) {
                    StoreRecord record = StoreCodec.decodeRecord(
                            entry.getStateMachineLogEntry().getLogData().toByteArray());
                    state = state.apply(record).orElse(state);
                    int written = state.formats().written();
                    if (!StoreCodec.READS.contains(written)) {
                        throw new IOException(
                                ("from entry %s on the group writes format %d, and this release"
                                                + " reads %s: use the release that wrote it")
                                        .formatted(next, written, StoreCodec.READS));
                    }
                }
                at = next;
            } catch (StoreFormatException unreadable) {
                throw new UncheckedIOException(
                        new IOException("entry " + next + ": " + unreadable.getMessage()));
            } catch (IOException gap) {
                throw new UncheckedIOException(gap);
            }
        }
    }
}
