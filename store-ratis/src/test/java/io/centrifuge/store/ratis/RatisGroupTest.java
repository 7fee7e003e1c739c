package io.centrifuge.store.ratis;

import io.centrifuge.core.table.StoreRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatisGroupTest {
    @TempDir
    Path temporary;

    private final List<RatisStore> stores = new ArrayList<>();
    private final List<Follower> followers = new ArrayList<>();

    /**
     * Whichever member leads, each member's proposals are committed at all, also with one closed.
     */
    @Test
    void threeCommitAndTwoGoOn() throws Exception {
        List<RatisStoreConfig.Member> members = new ArrayList<>();
        for (int port : freePorts(3)) {
            members.add(new RatisStoreConfig.Member("m" + members.size(), "127.0.0.1", port));
        }
        try {
            for (RatisStoreConfig.Member member : members) {
                RatisStore store = new RatisStore(config(member.id(), members));
                Follower follower = new Follower();
                stores.add(store);
                followers.add(follower);
                store.start(follower);
            }
            for (int i = 0; i < 3; i++) {
                commitFrom(i, Records.heartbeat(i));
            }
            stores.removeFirst().close();
            followers.removeFirst();
            for (int i = 0; i < 2; i++) {
                commitFrom(i, Records.heartbeat(10 + i));
            }
        } finally {
            stores.forEach(RatisStore::close);
        }
    }

    /** Proposes until it is committed, as a manager does, since any one proposal may be lost. */
    private void commitFrom(int member, StoreRecord record) {
        for (int attempt = 0; attempt < 60; attempt++) {
            stores.get(member).propose(record);
            if (followers.get(member).awaitRecord(record, Duration.ofMillis(500))) {
                break;
            }
        }
        followers.forEach(follower -> follower.awaitRecord(record));
    }

    private RatisStoreConfig config(String self, List<RatisStoreConfig.Member> members) {
        return new RatisStoreConfig(
                temporary.resolve(self),
                self,
                members,
                Optional.of(new UUID(1, 2)),
                true,
                new RatisStoreConfig.Election(Duration.ofMillis(300), Duration.ofMillis(600)),
                RatisStoreConfig.Limits.DEFAULT);
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }
}
