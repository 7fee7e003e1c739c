package io.centrifuge.store.ratis;

import io.centrifuge.core.table.StoreRecord;
import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.StoreCodec;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.util.ExitUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store as a member of an Apache Ratis group in this process: a group of one on the local disk,
 * or one of several, by the same code. What is committed was forced to the disk of a majority.
 *
 * <p>Thread-safety, blocking and failures are those of {@link Store}. Events come on Ratis' updater
 * thread, {@link StoreEvent.Restored} on one of its start, and {@link StoreEvent.Failed} on
 * whichever thread met the failure.
 *
 * <p>Its own loggers are below {@code io.centrifuge.store.ratis}. Ratis is talkative: the loggers
 * {@code org.apache.ratis} and {@code org.apache.ratis.thirdparty} belong at WARN, or at ERROR
 * where nobody reads them. In this process Ratis is kept from ending the JVM, which it otherwise
 * does when any thread dies of an exception.
 */
public final class RatisStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(RatisStore.class);

    private final RatisStoreConfig config;
    private final Proposer proposer;
    private @Nullable EventFeed feed;
    private @Nullable DataFolder folder;
    private @Nullable AppliedMark mark;
    private @Nullable RaftServer server;
    private @Nullable LeaderRoute route;

    public RatisStore(RatisStoreConfig config) {
        this.config = config;
        this.proposer = new Proposer(config.limits());
    }

    @Override
    public void start(Consumer<StoreEvent> follower) throws StoreException {
        if (feed != null) {
            throw new IllegalStateException("this store was started before: use a new one");
        }
        RatisSettings.keepRatisFromEndingTheProcess();
        EventFeed events = new EventFeed(follower);
        feed = events;
        boolean started = false;
        try {
            DataFolder data = DataFolder.open(config);
            folder = data;
            AppliedMark applied = data.openMark();
            mark = applied;
            startRatis(data, applied, events);
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    private void startRatis(DataFolder data, AppliedMark applied, EventFeed events)
            throws StoreException {
        RaftGroup group = group(data);
        RaftProperties properties = RatisSettings.of(config, data.raft());
        try {
            RaftServer built = RaftServer.newBuilder()
                    .setServerId(RaftPeerId.valueOf(config.self()))
                    .setGroup(group)
                    .setProperties(properties)
                    .setStateMachine(
                            new LogFollower(data, applied, events, proposer::leaderChanged))
                    // The folder's guard has made sure that there is something to recover.
                    .setOption(RaftStorage.StartupOption.RECOVER)
                    .build();
            server = built;
            built.start();
            RaftServer.Division division = built.getDivision(group.getGroupId());
            checkLog(data, applied, division);
            LeaderRoute way = new LeaderRoute(built, group, properties);
            route = way;
            proposer.start(way);
        } catch (ExitUtils.ExitException unreachable) {
            // What Ratis would end the process for: its listener can't be opened.
            throw DataFolder.failure(
                    data.path(),
                    "its store can't listen at %s port %d"
                            .formatted(config.own().host(), config.own().port()),
                    "name another port, or stop who uses this one",
                    unreachable.getCause());
        } catch (IOException | CompletionException | IllegalStateException failed) {
            throw DataFolder.failure(
                    data.path(),
                    "the store in it can't be started",
                    "if a file is named as damaged or missing, " + DataFolder.RESTORE,
                    rootOf(failed));
        }
    }

    /** What Ratis doesn't notice, or notices by waiting for ever. */
    private void checkLog(DataFolder data, AppliedMark applied, RaftServer.Division division)
            throws StoreException {
        RaftLog log = division.getRaftLog();
        // In this order, since a snapshot may be taken meanwhile, and the log then cut behind it.
        long begin = log.getStartIndex();
        SnapshotInfo latest = division.getStateMachine().getLatestSnapshot();
        long snapshot = latest == null ? RaftLog.INVALID_LOG_INDEX : latest.getIndex();
        if (begin > snapshot + 1) {
            throw DataFolder.failure(
                    data.path(),
                    "the log begins at entry %d, and what was before it is in no snapshot"
                            .formatted(begin),
                    DataFolder.RESTORE,
                    null);
        }
        // With several members, one may apply what others have on their disks and it has not yet.
        long end = Math.max(snapshot, log.getNextIndex() - 1);
        if (config.isSingle() && end < applied.found().getIndex()) {
            throw DataFolder.failure(
                    data.path(),
                    "the log has lost committed entries: it ends at %d and was applied up to %d"
                            .formatted(end, applied.found().getIndex()),
                    DataFolder.RESTORE,
                    null);
        }
    }

    private RaftGroup group(DataFolder data) {
        List<RaftPeer> peers = config.members().stream()
                .map(member -> RaftPeer.newBuilder()
                        .setId(member.id())
                        .setAddress(member.host() + ":" + member.port())
                        .build())
                .toList();
        return RaftGroup.valueOf(RaftGroupId.valueOf(data.cluster()), peers);
    }

    @Override
    public void propose(StoreRecord record) {
        byte[] bytes = StoreCodec.encode(record);
        if (bytes.length > config.limits().recordBytes()) {
            throw new IllegalArgumentException(
                    "a record of %d bytes is over the store's limit of %d: propose smaller ones"
                            .formatted(bytes.length, config.limits().recordBytes()));
        }
        proposer.offer(bytes);
    }

    @Override
    public void close() {
        if (feed != null) {
            feed.end();
        }
        closing(proposer);
        closing(route);
        closing(server);
        closing(mark);
        closing(folder);
        route = null;
        server = null;
        mark = null;
        folder = null;
    }

    private static void closing(@Nullable Closeable part) {
        if (part != null) {
            try {
                part.close();
            } catch (IOException failed) {
                LOG.warn("{} did not close cleanly", part, failed);
            }
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
