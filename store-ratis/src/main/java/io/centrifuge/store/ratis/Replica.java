package io.centrifuge.store.ratis;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.History;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.stored.StoreBackup;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.util.ExitUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's member while it takes part in its group: Ratis' server over one data folder. Made
 * and closed by one thread; the rest may be called by any.
 */
final class Replica implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    private final DataFolder folder;
    private final StoreMarker marker;
    private final RaftServer server;
    private final RaftServer.Division division;
    private final LeaderRoute route;
    private final AppliedMark mark;
    private final LeaseStateMachine follower;
    private final RemovalWatch removal;
    private final ClientId client = ClientId.randomId();

    private Replica(
            DataFolder folder,
            StoreMarker marker,
            RaftServer server,
            LeaderRoute route,
            AppliedMark mark,
            LeaseStateMachine follower)
            throws IOException {
        this.folder = folder;
        this.marker = marker;
        this.server = server;
        this.division = server.getDivision(RaftGroupId.valueOf(marker.cluster()));
        this.route = route;
        this.mark = mark;
        this.follower = follower;
        this.removal = new RemovalWatch(division, route, follower::removed);
        division.getRaftConf()
                .getAllPeers()
                .forEach(peer -> follower.remember(peer.getId().toString(), peer.getAddress()));
    }

    /**
     * Takes part from now on.
     *
     * @param folder has a store in it
     * @throws StoreException names the folder, what is wrong, and the remedy
     */
    static Replica start(
            RatisStoreConfig config, DataFolder folder, EventFeed events, Runnable groupChanged)
            throws StoreException {
        StoreMarker marker = folder.marker().orElseThrow();
        AppliedMark mark = folder.openMark();
        LeaseStateMachine follower = new LeaseStateMachine(folder, mark, events, groupChanged);
        RaftServer server = null;
        Replica replica = null;
        try {
            RaftProperties properties = RatisSettings.of(config, folder.raft());
            Parameters parameters = RatisSettings.connections(config.security());
            RaftGroup group =
                    RaftGroup.valueOf(RaftGroupId.valueOf(marker.cluster()), peers(config, marker));
            server = RaftServer.newBuilder()
                    .setServerId(RaftPeerId.valueOf(config.self().id()))
                    .setGroup(group)
                    .setProperties(properties)
                    .setParameters(parameters)
                    .setStateMachine(follower)
                    // The folder's guard has made sure that there is something to recover.
                    .setOption(RaftStorage.StartupOption.RECOVER)
                    .build();
            server.start();
            RaftServer.Division division = server.getDivision(group.getGroupId());
            checkLog(folder, mark, division);
            if (follower.ended().isPresent()) {
                throw new StoreException(follower.ended().get());
            }
            LeaderRoute route =
                    new LeaderRoute(server, division, new GrpcFactory(parameters), properties);
            replica = new Replica(folder, marker, server, route, mark, follower);
            follower.takesPart();
            replica.removal.start();
            return replica;
        } catch (ExitUtils.ExitException unreachable) {
            // What Ratis would end the process for: its listener can't be opened.
            throw DataFolder.failure(
                    folder.path(),
                    "its store can't listen at " + config.self().address(),
                    "name another port, or stop who uses this one",
                    unreachable.getCause());
        } catch (SecurityFileException unusable) {
            throw new StoreException(unusable.text(), unusable);
        } catch (IOException | CompletionException | IllegalStateException failed) {
            throw unstartable(folder, failed);
        } finally {
            if (replica == null) {
                closing(server);
                closing(mark);
            }
        }
    }

    private static StoreException unstartable(DataFolder folder, Exception why) {
        return DataFolder.failure(
                folder.path(),
                "the store in it can't be started",
                "if a file is named as damaged or missing, " + DataFolder.RESTORE,
                rootOf(why));
    }

    /** With whom the group began, as this process knows its own address today. */
    private static List<RaftPeer> peers(RatisStoreConfig config, StoreMarker marker) {
        return marker.founders().stream()
                .map(founder -> founder.id().equals(config.self().id())
                        ? config.self().voting(founder.votes())
                        : founder)
                .map(Replica::peer)
                .toList();
    }

    private static RaftPeer peer(StoreMember member) {
        return RaftPeer.newBuilder()
                .setId(member.id())
                .setAddress(member.address())
                .setStartupRole(member.votes() ? RaftPeerRole.FOLLOWER : RaftPeerRole.LISTENER)
                .build();
    }

    /** What Ratis doesn't notice, or notices by waiting for ever. */
    private static void checkLog(DataFolder folder, AppliedMark mark, RaftServer.Division division)
            throws StoreException {
        RaftLog log = division.getRaftLog();
        // In this order, since a snapshot may be taken meanwhile, and the log then cut behind it.
        long begin = log.getStartIndex();
        SnapshotInfo latest = division.getStateMachine().getLatestSnapshot();
        long snapshot = latest == null ? RaftLog.INVALID_LOG_INDEX : latest.getIndex();
        if (begin > snapshot + 1) {
            throw DataFolder.failure(
                    folder.path(),
                    "the log begins at entry %d, and what was before it is in no snapshot"
                            .formatted(begin),
                    DataFolder.RESTORE,
                    null);
        }
        long end = Math.max(snapshot, log.getNextIndex() - 1);
        if (end < mark.found().getIndex()) {
            throw DataFolder.failure(
                    folder.path(),
                    "the log has lost committed entries: it ends at %d and was applied up to %d"
                            .formatted(end, mark.found().getIndex()),
                    DataFolder.RESTORE,
                    null);
        }
    }

    LeaderRoute route() {
        return route;
    }

    /** As far as this member has applied the log. */
    CommittedState state() {
        return follower.applied().state();
    }

    /** Whether it knows who leads the group's consensus. */
    boolean knowsLeader() {
        return division.getInfo().getLeaderId() != null;
    }

    /** Whether this member leads the group's consensus. */
    boolean leads() {
        return division.getInfo().isLeader();
    }

    /** The ids of all members, with a vote or without. */
    Set<String> group() {
        return members().stream().map(StoreMember::id).collect(Collectors.toSet());
    }

    /** Of what is applied now. */
    StoreBackup backup(Instant now) {
        StateSnapshots.Snapshot applied = follower.applied();
        return new StoreBackup(
                marker.cluster(),
                server.getId().toString(),
                applied.at().getTerm(),
                applied.at().getIndex() + 1,
                now.truncatedTo(ChronoUnit.MILLIS),
                applied.state());
    }

    MemberStatus.Membership status() {
        RaftPeerId leader = division.getInfo().getLeaderId();
        CommittedState applied = follower.applied().state();
        LeaderRecord manager = applied.leader();
        return new MemberStatus.Membership(
                marker.cluster(),
                members(),
                Optional.ofNullable(leader).map(RaftPeerId::toString),
                division.getInfo().getLastAppliedIndex() + 1,
                DataFolder.size(folder.path()),
                History.of(manager.term()),
                manager.restored(),
                applied.formats(),
                applied.cluster());
    }

    private List<StoreMember> members() {
        List<StoreMember> members = new ArrayList<>();
        for (RaftPeer peer : division.getRaftConf().getAllPeers(RaftPeerRole.FOLLOWER)) {
            members.add(member(peer, true));
        }
        for (RaftPeer peer : division.getRaftConf().getAllPeers(RaftPeerRole.LISTENER)) {
            members.add(member(peer, false));
        }
        return members;
    }

    private static StoreMember member(RaftPeer peer, boolean votes) {
        String address = peer.getAddress();
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon);
        return new StoreMember(
                peer.getId().toString(),
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(address.substring(colon + 1)),
                votes);
    }

    /**
     * Asks that the group be changed. Done when that is committed; fails if it isn't, and if this
     * member doesn't lead the group.
     */
    CompletableFuture<RaftClientReply> change(MemberStatus.Change change) {
        for (StoreMember member : change.after()) {
            String place = follower.place(member.id());
            if (place != null && !place.equals(member.address())) {
                return CompletableFuture.failedFuture(new IllegalArgumentException(
                        ("member %s was at %s, where the group would go on looking for it: start it"
                                        + " there, or with another id")
                                .formatted(member.id(), place)));
            }
            if (!change.before().contains(member)
                    && !state().formats().members().containsKey(member.id())) {
                return CompletableFuture.failedFuture(new StoreException(
                        "it is not committed which formats member %s reads: try again"
                                .formatted(member.id())));
            }
        }
        SetConfigurationRequest request = new SetConfigurationRequest(
                client,
                server.getId(),
                division.getGroup().getGroupId(),
                route.nextCall(),
                SetConfigurationRequest.Arguments.newBuilder()
                        .setServersInCurrentConf(peers(change.before(), true))
                        .setListenersInCurrentConf(peers(change.before(), false))
                        .setServersInNewConf(peers(change.after(), true))
                        .setListenersInNewConf(peers(change.after(), false))
                        .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                        .build());
        try {
            return server.setConfigurationAsync(request);
        } catch (IOException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static List<RaftPeer> peers(List<StoreMember> members, boolean voting) {
        return members.stream()
                .filter(member -> member.votes() == voting)
                .map(Replica::peer)
                .toList();
    }

    /** Blocks, at most for seconds. */
    @Override
    public void close() {
        closing(removal);
        closing(route);
        closing(server);
        closing(mark);
    }

    static void closing(@Nullable Closeable part) {
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
