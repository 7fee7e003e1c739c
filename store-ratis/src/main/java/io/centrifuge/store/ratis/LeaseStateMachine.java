package io.centrifuge.store.ratis;

import io.centrifuge.core.InvariantViolation;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.protocol.stored.StoreCodec;
import io.centrifuge.protocol.stored.StoreFormatException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ratis' state machine: applies what is committed, takes snapshots of it, and tells the feed. Ratis
 * calls what changes the state on one thread. An entry that can't be applied ends the store: the
 * feed hears it, and nothing is applied or kept from there on. Ratis is not told by an exception:
 * where one meets the close that the feed's failure leads to, Ratis' thread runs in a circle and
 * the close waits for it for ever.
 */
final class LeaseStateMachine extends BaseStateMachine {
    private static final Logger OUR_LOG = LoggerFactory.getLogger(LeaseStateMachine.class);

    private final StateSnapshots snapshots = new StateSnapshots();
    private final DataFolder folder;
    private final AppliedMark mark;
    private final EventFeed feed;
    private final Runnable groupChanged;

    /** Where each member was that this process ever heard of. */
    private final Map<String, String> places = new ConcurrentHashMap<>();

    /** Whether it was said that there is none. Ratis' threads, one at a time. */
    private volatile boolean isWithoutLeader;

    /** Whether the newest committed list of members lacks this one. */
    private volatile boolean isRemoved;

    /** Guarded by this: whether the member was started, and whether it was stopped. */
    private boolean takesPart;

    private boolean isClosed;

    /** Why it has ended the store itself; nothing is applied any more. */
    private volatile @Nullable String ended;

    /** Written by Ratis' start and then by its updater alone. */
    private volatile StateSnapshots.Snapshot applied = StateSnapshots.Snapshot.NOTHING;

    LeaseStateMachine(DataFolder folder, AppliedMark mark, EventFeed feed, Runnable groupChanged) {
        this.folder = folder;
        this.mark = mark;
        this.feed = feed;
        this.groupChanged = groupChanged;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
            throws IOException {
        super.initialize(server, group, storage);
        getLifeCycle().transition(LifeCycle.State.STARTING);
        snapshots.init(storage);
        restore();
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    /** Before a snapshot from the leader is put in place of what is here. */
    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() {
        try {
            restore();
        } catch (IOException unusable) {
            end(new Unappliable(
                    "the snapshot that the leader sent can't be used",
                    unusable,
                    DataFolder.RESTORE));
        }
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    private void restore() throws IOException {
        StateSnapshots.Snapshot latest = snapshots.load().orElse(StateSnapshots.Snapshot.NOTHING);
        applied = latest;
        setLastAppliedTermIndex(latest.at());
        feed.emit(new StoreEvent.Restored(latest.state()));
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return snapshots;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        if (ended == null) {
            try {
                apply(transaction.getLogEntry());
            } catch (Unappliable entry) {
                end(entry);
            }
        }
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    private void apply(LogEntryProto entry) throws Unappliable {
        TermIndex at = TermIndex.valueOf(entry);
        StoreRecord record = decode(entry, at);
        CommittedState state = apply(record, applied.state(), at);
        passed(at, state);
        updateLastAppliedTermIndex(at);
        feed.emit(new StoreEvent.Committed(record));
        if (record instanceof FormatRecord || record instanceof ClusterRecord) {
            groupChanged.run();
        }
    }

    /** Something that the log or the leader has for this member, and that it can't go on from. */
    private static final class Unappliable extends Exception {
        private static final long serialVersionUID = 1L;

        private final String remedy;

        Unappliable(String what, @Nullable Throwable cause, String remedy) {
            super(what, cause);
            this.remedy = remedy;
        }
    }

    private void end(Unappliable why) {
        String message = message(String.valueOf(why.getMessage()), why.getCause(), why.remedy);
        ended = message;
        feed.fail(message);
    }

    /** What is applied now, and up to where. Any thread may ask. */
    StateSnapshots.Snapshot applied() {
        return applied;
    }

    /** Which members the group has, or nothing; see {@link RemovalWatch}. */
    @Override
    public CompletableFuture<Message> queryStale(Message request, long minIndex) {
        try {
            return CompletableFuture.completedFuture(
                    RemovalWatch.answer(division().getRaftConf(), applied.at().getIndex()));
        } catch (IOException closing) {
            return CompletableFuture.failedFuture(closing);
        }
    }

    private RaftServer.Division division() throws IOException {
        return getServer().join().getDivision(getGroupId());
    }

    /** It is known from other members. */
    void removed() {
        isRemoved = true;
        feed.fail(whyStopped());
    }

    private static StoreRecord decode(LogEntryProto entry, TermIndex at) throws Unappliable {
        try {
            return StoreCodec.decodeRecord(
                    entry.getStateMachineLogEntry().getLogData().toByteArray());
        } catch (StoreFormatException unreadable) {
            throw new Unappliable(
                    "log entry " + at + " can't be read",
                    unreadable,
                    "use the release that wrote it");
        }
    }

    private static CommittedState apply(StoreRecord record, CommittedState state, TermIndex at)
            throws Unappliable {
        try {
            CommittedState after = state.apply(record).orElse(state);
            requireReadable(state.formats().written(), after.formats().written(), at);
            return after;
        } catch (InvariantViolation contradiction) {
            throw new Unappliable(
                    "log entry " + at + " contradicts what was committed before",
                    contradiction,
                    "report it");
        }
    }

    private static void requireReadable(int before, int written, TermIndex at) throws Unappliable {
        if (written == before) {
            return;
        }
        if (!StoreCodec.READS.contains(written)) {
            throw new Unappliable(
                    "from log entry %s on the group writes format %d, and this release reads %s"
                            .formatted(at, written, StoreCodec.READS),
                    null,
                    "start it with the release of the group's other members");
        }
        OUR_LOG.info(
                "The group writes format {} from log entry {} on; before it was {}.",
                written,
                at,
                before);
    }

    /** Of the log's entries that hold no record. */
    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        if (ended != null) {
            return;
        }
        try {
            passed(TermIndex.valueOf(term, index), applied.state());
        } catch (Unappliable entry) {
            end(entry);
            return;
        }
        super.notifyTermIndexUpdated(term, index);
    }

    private void passed(TermIndex at, CommittedState state) throws Unappliable {
        if (!mark.admits(at)) {
            throw new Unappliable(
                    "the log has lost committed entries: it has %s and was applied up to %s"
                            .formatted(at, mark.found()),
                    null,
                    DataFolder.RESTORE);
        }
        try {
            mark.advance(at, flushed());
            applied = new StateSnapshots.Snapshot(at, state);
        } catch (IOException failed) {
            throw new Unappliable(
                    "how far it got can't be written", failed, "check the disk and its free space");
        }
    }

    private long flushed() throws IOException {
        return division().getRaftLog().getFlushIndex();
    }

    @Override
    public long takeSnapshot() throws IOException {
        StateSnapshots.Snapshot snapshot = applied;
        if (ended != null || snapshot.at().getIndex() < 0) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        try {
            snapshots.save(snapshot);
            return snapshot.at().getIndex();
        } catch (IOException failed) {
            // Ratis would go on, and the log would grow without bound.
            feed.fail(message(
                    "no snapshot can be written", failed, "check the disk and its free space"));
            throw failed;
        }
    }

    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto entry) {
        feed.fail(message(
                "the log can't be written or read", cause, "check the disk and its free space"));
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, @Nullable RaftPeerId leader) {
        isWithoutLeader = leader == null && isWithoutLeader;
        groupChanged.run();
    }

    /** Again and again, while there is none. A member that a restore left behind never has one. */
    @Override
    public void notifyExtendedNoLeader(RoleInfoProto role) {
        if (!isWithoutLeader) {
            isWithoutLeader = true;
            OUR_LOG.warn(
                    "Member {} of cluster {} has heard of no leader for {} s: is a majority of its"
                            + " members up and in reach? If the store was restored meanwhile, this"
                            + " member was left behind: stop it, empty its folder {}, and add it"
                            + " again.",
                    role.getSelf().getId().toStringUtf8(),
                    folder.marker().map(StoreMarker::cluster).orElseThrow(),
                    RatisSettings.NO_LEADER_TOLERATED.toSeconds(),
                    folder.path());
        }
    }

    @Override
    public void notifyLeaderReady() {
        groupChanged.run();
    }

    /** As Ratis does, for as long as this process runs. */
    void remember(String member, String address) {
        places.putIfAbsent(member, address);
    }

    /** Where Ratis would look for the member; null if it was never in the group. */
    @Nullable
    String place(String member) {
        return places.get(member);
    }

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto members) {
        String self = getId().toString();
        List<RaftPeerProto> peers = Stream.concat(
                        members.getPeersList().stream(), members.getListenersList().stream())
                .toList();
        isRemoved = peers.stream().noneMatch(peer -> peer.getId().toStringUtf8().equals(self));
        peers.forEach(peer -> remember(peer.getId().toStringUtf8(), peer.getAddress()));
        groupChanged.run();
    }

    /** The member is started. Until then, who starts it says why that failed. */
    synchronized void takesPart() {
        takesPart = true;
        failIfStopped();
    }

    /**
     * Also when Ratis stops the group for a reason of its own; after our own close nobody hears it.
     */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            isClosed = true;
            failIfStopped();
        }
        super.close();
    }

    private void failIfStopped() {
        if (takesPart && isClosed) {
            feed.fail(whyStopped());
        }
    }

    private String whyStopped() {
        return isRemoved
                ? message(
                        "this member was removed from its group",
                        null,
                        "stop this process for good, or give it an empty folder and add it again")
                : message(
                        "its group has stopped this member, as it does with one that it has"
                                + " removed",
                        null,
                        "look at the group's \"store status\"; if it is still a member, restart"
                                + " this process");
    }

    /** Why it has ended the store, if it was not Ratis that did. Any thread may ask. */
    Optional<String> ended() {
        return Optional.ofNullable(ended);
    }

    private String message(String what, @Nullable Throwable cause, String remedy) {
        return String.valueOf(
                DataFolder.failure(folder.path(), what, remedy, cause).getMessage());
    }
}
