package io.centrifuge.store.ratis;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The way of a record to the member that leads the group: a call within the process where that is
 * this one, else one request over the network, never repeated. Any thread may call; completions
 * come on others.
 */
final class LeaderRoute implements Closeable {
    private final RaftServer server;
    private final RaftServer.Division division;
    private final GrpcFactory connections;
    private final RaftProperties properties;
    private final DivisionInfo info;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();
    private @Nullable RaftClientRpc network;

    LeaderRoute(
            RaftServer server,
            RaftServer.Division division,
            GrpcFactory connections,
            RaftProperties properties) {
        this.server = server;
        this.division = division;
        this.connections = connections;
        this.properties = properties;
        this.info = division.getInfo();
    }

    /** A number that no other call of this process had. Any thread may ask. */
    long nextCall() {
        return calls.incrementAndGet();
    }

    /**
     * Who takes records now; none while an election goes on or this member, elected, isn't ready.
     */
    Optional<RaftPeerId> leader() {
        if (info.isLeaderReady()) {
            return Optional.of(server.getId());
        }
        return Optional.ofNullable(info.getLeaderId())
                .filter(leader -> !leader.equals(server.getId()));
    }

    /**
     * Makes the connection to the leader, if one is known in another process, by asking it
     * something; the answer is not looked at. A standby proposes nothing until it takes over, and
     * would else load all that a connection needs, and make it, in the middle of that.
     */
    void connect() throws IOException {
        Optional<RaftPeerId> leader = leader().filter(known -> !known.equals(server.getId()));
        if (leader.isPresent()) {
            var unused = ask(leader.get());
        }
    }

    /** Asks another member which members the group has; see {@link RemovalWatch}. */
    CompletableFuture<RaftClientReply> ask(RaftPeerId member) throws IOException {
        return overNetwork(
                request(member, Message.EMPTY, RaftClientRequest.staleReadRequestType(0)));
    }

    /** The reply tells when the record is no longer in flight, and nothing else. */
    CompletableFuture<RaftClientReply> send(byte[] record, RaftPeerId leader) throws IOException {
        RaftClientRequest request = request(
                leader,
                Message.valueOf(ByteString.copyFrom(record)),
                RaftClientRequest.writeRequestType());
        if (leader.equals(server.getId())) {
            return server.submitClientRequestAsync(request);
        }
        return overNetwork(request);
    }

    private RaftClientRequest request(
            RaftPeerId leader, Message message, RaftClientRequest.Type type) {
        return RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(leader)
                .setGroupId(division.getGroup().getGroupId())
                .setCallId(nextCall())
                .setMessage(message)
                .setType(type)
                .build();
    }

    private CompletableFuture<RaftClientReply> overNetwork(RaftClientRequest request)
            throws IOException {
        RaftClientRpc rpc = network(request.getServerId());
        return rpc.sendRequestAsyncUnordered(request).whenComplete((reply, failure) -> {
            if (failure != null) {
                rpc.handleException(request.getServerId(), failure, true);
            }
        });
    }

    private synchronized RaftClientRpc network(RaftPeerId member) throws IOException {
        RaftConfiguration members = division.getRaftConf();
        if (members.getPeer(member, RaftPeerRole.FOLLOWER, RaftPeerRole.LISTENER) == null) {
            // A member that was just added hears of the leader before it has the list of members.
            throw new IOException(
                    "member %s is not in this member's list of the group".formatted(member));
        }
        RaftClientRpc rpc = network;
        if (rpc == null) {
            rpc = connections.newRaftClientRpc(client, properties);
            network = rpc;
        }
        // The group may have changed; those that are known already are left as they are.
        rpc.addRaftPeers(members.getAllPeers());
        return rpc;
    }

    @Override
    public synchronized void close() throws IOException {
        if (network != null) {
            network.close();
        }
    }
}
