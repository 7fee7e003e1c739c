package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ClusterCodec;
import io.centrifuge.protocol.wire.OwnerCodec;
import io.centrifuge.testsupport.MovedClock;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An owner of another cluster is connected to a manager before that knows its own, as where a
 * manager's folder was emptied (docs/protocol.md, "One cluster"). Both are in term 1.
 */
class EarlyStrangerTest {
    private static final UUID OWN = new UUID(0, 1);

    private final ToldStore store = new ToldStore();
    private final BlockingQueue<Wire.ManagerMessage> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> ended = new CompletableFuture<>();
    private ManagerServer manager;
    private ManagedChannel channel;
    private StreamObserver<Wire.OwnerRequest> stream;

    @BeforeEach
    void aManagerWithoutANameIsStarted() throws Exception {
        store.first = CommittedState.EMPTY;
        manager = ManagerServer.start(ManagerOptions.DEFAULT.withPort(0), store, new MovedClock());
        channel = ManagerChannels.onLoopback()
                .open(ManagerAddress.parse("127.0.0.1:" + manager.port()));
        stream = OwnerServiceGrpc.newStub(channel).session(new Answers(answers, ended));
    }

    @AfterEach
    void end() {
        channel.shutdownNow();
        manager.close();
    }

    private static Wire.OwnerRequest.Builder request(long sequence) {
        return OwnerCodec.encode(new OwnerFrame.Whole(new OwnerRequest(
                        new ServiceName("chat"),
                        new OwnerRef(new OwnerId("eve"), 1),
                        new OwnerAddress("eve:1"),
                        1,
                        sequence,
                        0,
                        0,
                        RangeMap.of(0L),
                        List.of(),
                        false)))
                .toBuilder();
    }

    private static Wire.OwnerRequest named(UUID cluster) {
        return request(1)
                .setCluster(ClusterCodec.encode(new ClusterRef(cluster, 0)))
                .build();
    }

    private void lead() throws Exception {
        store.commit(new ClusterRecord.Named(OWN, true));
        store.commit(store.awaitProposal(LeaderWrite.TakeOver.class));
        manager.quiet().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(manager.view().leading()).isTrue();
        assertThat(manager.view().state().leader().term()).isOne();
    }

    @Test
    void itJoinsNothingOnceTheManagerLeads() throws Exception {
        stream.onNext(named(new UUID(0, 9)));
        assertThat(answers.poll(20, TimeUnit.SECONDS).hasNotLeading()).isTrue();
        lead();

        stream.onNext(request(2).build());

        assertThat(ended.get(20, TimeUnit.SECONDS).getCode())
                .isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(manager.status().services()).isEmpty();
    }

    @Test
    void oneOfItsOwnClusterIsHeardOnceTheManagerLeads() throws Exception {
        stream.onNext(named(OWN));
        assertThat(answers.poll(20, TimeUnit.SECONDS).hasNotLeading()).isTrue();
        lead();

        stream.onNext(request(2).build());

        assertThat(answers.poll(20, TimeUnit.SECONDS).hasIntroduction()).isTrue();
        assertThat(answers.poll(20, TimeUnit.SECONDS).hasNotLeading()).isFalse();
        assertThat(ended).isNotDone();
    }

    private record Answers(
            BlockingQueue<Wire.ManagerMessage> heard, CompletableFuture<Status> ended)
            implements StreamObserver<Wire.ManagerMessage> {
        @Override
        public void onNext(Wire.ManagerMessage message) {
            heard.add(message);
        }

        @Override
        public void onError(Throwable thrown) {
            ended.complete(Status.fromThrowable(thrown));
        }

        @Override
        public void onCompleted() {
            ended.complete(Status.OK);
        }
    }
}
