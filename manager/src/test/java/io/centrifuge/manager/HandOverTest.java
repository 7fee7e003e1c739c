package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.OwnerCodec;
import io.centrifuge.testsupport.MovedClock;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A leader that is closed ends the streams of its owners when there is another to go to. */
class HandOverTest {
    private static final long A_WHILE_MILLIS = 200;

    private final ToldStore store = new ToldStore();
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private final CompletableFuture<Void> streamEnded = new CompletableFuture<>();
    private ManagerServer manager;
    private ManagedChannel channel;

    @BeforeEach
    void anOwnerIsConnectedToTheLeader() throws Exception {
        manager = ManagerServer.start(ManagerOptions.DEFAULT.withPort(0), store, new MovedClock());
        store.commit(store.awaitProposal(LeaderWrite.TakeOver.class));
        channel = ManagerChannels.onLoopback()
                .open(ManagerAddress.parse("127.0.0.1:" + manager.port()));
        StreamObserver<Wire.OwnerRequest> stream =
                OwnerServiceGrpc.newStub(channel).session(new Answers(answered, streamEnded));
        stream.onNext(OwnerCodec.encode(new OwnerFrame.Whole(new OwnerRequest(
                new ServiceName("chat"),
                new OwnerRef(new OwnerId("eve"), 1),
                new OwnerAddress("eve:1"),
                0,
                1,
                0,
                0,
                RangeMap.of(0L),
                List.of(),
                false))));
        answered.get(20, TimeUnit.SECONDS);
        assertThat(manager.view().leading()).isTrue();
    }

    @AfterEach
    void end() {
        channel.shutdownNow();
        manager.close();
    }

    @Test
    void ownersStayUntilAnotherLeads() throws Exception {
        store.shared = true;
        CompletableFuture<Void> closed = CompletableFuture.runAsync(manager::close);
        resign();
        assertThatThrownBy(() -> streamEnded.get(A_WHILE_MILLIS, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);

        LeaderRecord leader = manager.view().state().leader();
        store.commit(new LeaderWrite.TakeOver(leader, leader.process() + 1, 1));
        streamEnded.get(20, TimeUnit.SECONDS);
        closed.get(20, TimeUnit.SECONDS);
    }

    @Test
    void itIsNotWaitedForLong() throws Exception {
        store.shared = true;
        CompletableFuture<Void> closed = CompletableFuture.runAsync(manager::close);
        resign();
        streamEnded.get(20, TimeUnit.SECONDS);
        closed.get(20, TimeUnit.SECONDS);
    }

    private void resign() throws Exception {
        store.commit(store.awaitProposal(LeaderWrite.Resign.class));
        manager.quiet().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(manager.view().state().leader().resigned()).isTrue();
    }

    private record Answers(CompletableFuture<Void> first, CompletableFuture<Void> end)
            implements StreamObserver<Wire.ManagerMessage> {
        @Override
        public void onNext(Wire.ManagerMessage message) {
            first.complete(null);
        }

        @Override
        public void onError(Throwable thrown) {
            end.complete(null);
        }

        @Override
        public void onCompleted() {
            end.complete(null);
        }
    }
}
