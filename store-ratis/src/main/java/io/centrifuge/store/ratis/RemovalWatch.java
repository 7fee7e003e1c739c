package io.centrifuge.store.ratis;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out that the group has removed this member, which a member that was started again on its
 * old folder is told by nobody. While it knows no leader it asks the members that it knows which
 * members the group has. Who was removed is in no committed list that is newer than its own.
 */
final class RemovalWatch implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(RemovalWatch.class);

    /** Longer than most elections take. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final RaftServer.Division division;
    private final LeaderRoute route;
    private final Runnable removed;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(look -> {
                Thread thread = new Thread(look, "store-removal");
                thread.setDaemon(true);
                return thread;
            });

    // Used by the clock's thread.
    private boolean isWithoutLeader;

    /** @param removed called when this member is known to be removed, perhaps again */
    RemovalWatch(RaftServer.Division division, LeaderRoute route, Runnable removed) {
        this.division = division;
        this.route = route;
        this.removed = removed;
    }

    void start() {
        var unused = clock.scheduleWithFixedDelay(
                this::look,
                BETWEEN_LOOKS.toMillis(),
                BETWEEN_LOOKS.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Asks where there was no leader at the last look, either: not in the midst of an election. */
    private void look() {
        boolean wasWithoutLeader = isWithoutLeader;
        isWithoutLeader = division.getInfo().getLeaderId() == null;
        if (wasWithoutLeader && isWithoutLeader) {
            RaftConfiguration known = division.getRaftConf();
            known.getAllPeers().stream()
                    .filter(peer -> !peer.getId().equals(division.getId()))
                    .forEach(peer -> ask(peer, known));
        }
    }

    private void ask(RaftPeer peer, RaftConfiguration known) {
        try {
            var unused = route.ask(peer.getId())
                    .thenAccept(reply -> hear(peer, reply, known))
                    .exceptionally(silent -> null);
        } catch (IOException unreachable) {
            LOG.debug("{} can't be asked which members the group has", peer, unreachable);
        }
    }

    private void hear(RaftPeer peer, RaftClientReply reply, RaftConfiguration known) {
        if (reply.isSuccess() && lacks(reply.getMessage(), known)) {
            LOG.info("{} says that the group has removed this member", peer.getId());
            removed.run();
        }
    }

    private boolean lacks(@Nullable Message answer, RaftConfiguration known) {
        return answer != null
                && entry(answer)
                        .filter(entry -> entry.getIndex() >= known.getLogEntryIndex())
                        .map(LogEntryProto::getConfigurationEntry)
                        .filter(group -> !has(group.getPeersList()))
                        .filter(group -> !has(group.getListenersList()))
                        .isPresent();
    }

    private boolean has(Collection<RaftPeerProto> peers) {
        return peers.stream()
                .anyMatch(peer -> peer.getId().equals(division.getId().toByteString()));
    }

    /** None from a member that hasn't applied it, or of an earlier release. */
    private static Optional<LogEntryProto> entry(Message answer) {
        try {
            return Optional.of(LogEntryProto.parseFrom(answer.getContent()))
                    .filter(LogEntryProto::hasConfigurationEntry);
        } catch (InvalidProtocolBufferException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * What a member that is asked answers: the list of members as the log has it.
     *
     * @param applied the index of the last entry that it knows to be committed
     */
    static Message answer(RaftConfiguration members, long applied) {
        if (members.getLogEntryIndex() > applied) {
            return Message.EMPTY;
        }
        RaftConfigurationProto.Builder group = RaftConfigurationProto.newBuilder();
        members.getAllPeers(RaftPeerRole.FOLLOWER)
                .forEach(peer -> group.addPeers(peer.getRaftPeerProto()));
        members.getAllPeers(RaftPeerRole.LISTENER)
                .forEach(peer -> group.addListeners(peer.getRaftPeerProto()));
        return Message.valueOf(LogEntryProto.newBuilder()
                .setIndex(members.getLogEntryIndex())
                .setConfigurationEntry(group)
                .build()
                .toByteString());
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
