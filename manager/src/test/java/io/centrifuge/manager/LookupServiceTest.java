package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.TableCodec;
import io.centrifuge.protocol.wire.TableWatch;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.LoopbackServer;
import io.centrifuge.testsupport.MovedClock;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lookups ask while as many bytes are on their way as may be. */
class LookupServiceTest {
    private static final ServiceName SERVICE = new ServiceName("rendezvous");
    private static final int MOST = 10;
    private static final Duration A_WHILE = Duration.ofMillis(300);

    private final MovedClock clock = new MovedClock();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final Outflow outflow = new Outflow(MOST, 0, executor);
    private final BlockingQueue<Wire.TableAnswer> answers = new LinkedBlockingQueue<>();
    private LoopbackServer server;
    private ManagedChannel channel;
    private LookupServiceGrpc.LookupServiceStub stub;

    @BeforeEach
    void serveWithoutRoom() throws Exception {
        LeaderWrite.TakeOver led = new LeaderWrite.TakeOver(CommittedState.EMPTY.leader(), 7, 0);
        CommittedState state = CommittedState.EMPTY
                .apply(new ClusterRecord.Named(new UUID(0, 1), true))
                .orElseThrow()
                .apply(led)
                .orElseThrow();
        ManagerView view = new ManagerView(
                state, new TreeMap<>(), true, 0, true, clock.monotonic(), new TreeMap<>());
        LookupService service = new LookupService(
                () -> view,
                clock,
                outflow,
                new Introductions(() -> view, "m1", clock),
                new ConnectionLimit("the manager's port", 100),
                new Counters(7));
        server = new LoopbackServer(service::service);
        channel = ManagerChannels.onLoopback().open(ManagerAddress.parse(server.address()));
        stub = LookupServiceGrpc.newStub(channel);
        assertThat(outflow.begin(MOST, () -> {})).isTrue();
    }

    @AfterEach
    void end() {
        channel.shutdownNow();
        server.close();
        executor.shutdown();
    }

    private Wire.WatchRequest question() {
        return TableCodec.encode(new TableWatch(SERVICE, 0, Optional.empty()));
    }

    private final class Heard implements StreamObserver<Wire.TableAnswer> {
        @Override
        public void onNext(Wire.TableAnswer answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable ended) {}

        @Override
        public void onCompleted() {}
    }

    /** Else the lookup would take the manager for one that is gone, and ask another. */
    @Test
    void aWatchIsAnsweredByWhoThisIsAndThenByTheTable() throws Exception {
        stub.watch(question(), new Heard());
        assertThat(answers.poll(10, TimeUnit.SECONDS).hasIntroduction()).isTrue();
        Eventually.always("no table", A_WHILE, answers::isEmpty);
        outflow.end(MOST);
        assertThat(answers.poll(10, TimeUnit.SECONDS).hasIntroduction()).isFalse();
    }

    @Test
    void aPollIsAnsweredOnceThereIsRoom() throws Exception {
        stub.poll(question(), new Heard());
        Eventually.always("no answer", A_WHILE, answers::isEmpty);
        outflow.end(MOST);
        assertThat(answers.poll(10, TimeUnit.SECONDS).hasIntroduction()).isFalse();
        Eventually.that("there is room again", () -> outflow.begin(MOST, () -> {}));
    }

    /** What it would have been sent is never counted. */
    @Test
    void aPollThatIsGivenUpTakesNoRoom() throws Exception {
        stub.withDeadlineAfter(A_WHILE.toMillis(), TimeUnit.MILLISECONDS)
                .poll(question(), new Heard());
        Eventually.always("no answer", A_WHILE.multipliedBy(2), answers::isEmpty);
        outflow.end(MOST);
        executor.submit(() -> {}).get(10, TimeUnit.SECONDS); // behind who waited
        assertThat(outflow.begin(MOST, () -> {})).isTrue();
    }
}
