package io.centrifuge.store.ratis;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The way of a record to the member that leads the group: a call within the process where that is
 * this one, else one request over the network, never repeated. Used by one thread; completions come
 * on others.
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

    /** The reply tells when the record is no longer in flight, and nothing else. */
    CompletableFuture<RaftClientReply> send(byte[] record, RaftPeerId leader) throws IOException {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(leader)
                .setGroupId(division.getGroup().getGroupId())
                .setCallId(nextCall())
                .setMessage(Message.valueOf(ByteString.copyFrom(record)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        if (leader.equals(server.getId())) {
            return server.submitClientRequestAsync(request);
        }
        RaftClientRpc rpc = network();
        return rpc.sendRequestAsyncUnordered(request).whenComplete((reply, failure) -> {
            if (failure != null) {
                rpc.handleException(leader, failure, true);
            }
        });
    }

    private RaftClientRpc network() {
        RaftClientRpc rpc = network;
        if (rpc == null) {
            rpc = connections.newRaftClientRpc(client, properties);
            network = rpc;
        }
        // The group may have changed; those that are known already are left as they are.
        rpc.addRaftPeers(division.getRaftConf().getAllPeers());
        return rpc;
    }

    @Override
    public void close() throws IOException {
        if (network != null) {
            network.close();
        }
    }
}
