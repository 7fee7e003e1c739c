package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.manager.ManagerMachine;
import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ClusterCodec;
import io.centrifuge.protocol.wire.ManagerCodec;
import io.centrifuge.protocol.wire.OwnerCodec;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.MovedClock;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a manager's driver does while its machine is slow: the test holds it up. */
class ManagerDriverTest {
    private static final long PROCESS = 7;
    private static final ServiceName CHAT = new ServiceName("chat");
    private static final OwnerRef ALICE = new OwnerRef(new OwnerId("alice"), 1);
    private static final OwnerRef BOB = new OwnerRef(new OwnerId("bob"), 1);

    /** While the driver sends it something, the test holds it up. */
    private static final OwnerRef SLOW = new OwnerRef(new OwnerId("slow"), 1);

    private final MovedClock clock = new MovedClock();
    private final ToldStore store = new ToldStore();
    private final Counters counters = new Counters(PROCESS);
    private final OwnerService streams =
            new OwnerService(counters, new Introductions(this::view, store.member(), clock));
    private final Queue<ManagerMessage> sent = new ConcurrentLinkedQueue<>();
    private final CountDownLatch isHeld = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final ManagerDriver driver = new ManagerDriver(
            new ManagerMachine(ManagerOptions.DEFAULT.config(PROCESS)),
            clock,
            store,
            this::send,
            new ChangeHistory(clock, "m1", 7),
            counters);

    private ManagerView view() {
        return driver.view();
    }

    /** On the machine's thread. */
    private void send(ManagerMessage message) {
        sent.add(message);
        streams.send(message);
        if (message.owner().equals(SLOW)) {
            isHeld.countDown();
            await(released);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @BeforeEach
    void start() throws Exception {
        streams.setDriver(driver);
        driver.start();
        store.start(driver::store);
        quiet();
    }

    @AfterEach
    void end() {
        released.countDown();
        driver.end();
    }

    private void quiet() throws Exception {
        driver.quiet().get(60, TimeUnit.SECONDS);
    }

    private void takeOver() throws Exception {
        store.commit(store.awaitProposal(LeaderWrite.TakeOver.class));
    }

    private void lead() throws Exception {
        takeOver();
        quiet();
        assertThat(driver.view().leading()).isTrue();
    }

    /** From now on everything waits. */
    private void hold() {
        driver.hear(request(SLOW, 0, 1));
        await(isHeld);
    }

    private void release() throws Exception {
        released.countDown();
        quiet();
    }

    private static OwnerRequest request(OwnerRef owner, long term, long sequence) {
        return new OwnerRequest(
                CHAT,
                owner,
                new OwnerAddress(owner.id() + ":1"),
                term,
                sequence,
                0,
                0,
                RangeMap.of(0L),
                List.of(),
                false);
    }

    private List<ManagerMessage> sentTo(OwnerRef owner) {
        return sent.stream().filter(message -> message.owner().equals(owner)).toList();
    }

    @Test
    void whatTheStoreCommittedIsHandledBeforeRequestsThatCameEarlier() throws Exception {
        hold();
        driver.hear(request(ALICE, 0, 1));
        takeOver();
        release();

        assertThat(sentTo(ALICE)).containsExactly(new ManagerMessage.Hello(CHAT, ALICE, 1));
    }

    @Test
    void aShutdownIsHandledBeforeRequestsThatCameEarlier() throws Exception {
        lead();
        hold();
        driver.hear(request(ALICE, 0, 1));
        CompletableFuture<Void> resigned = driver.shutDown();
        release();

        assertThat(sentTo(ALICE)).containsExactly(new ManagerMessage.NotLeading(CHAT, ALICE));
        store.commit(store.awaitProposal(LeaderWrite.Resign.class));
        resigned.get(60, TimeUnit.SECONDS);
    }

    @Test
    void ofAnOwnersRequestsTheNewestIsHandledAlone() throws Exception {
        lead();
        hold();
        driver.hear(request(ALICE, 1, 1));
        driver.hear(request(ALICE, 1, 3));
        driver.hear(request(ALICE, 1, 2));
        driver.hear(request(BOB, 1, 1));
        release();

        assertThat(sentTo(ALICE))
                .singleElement()
                .satisfies(list ->
                        assertThat(((ManagerMessage.Leases) list).handled()).isEqualTo(3));
        assertThat(sentTo(BOB)).hasSize(1);
        assertThat(counters.requestsReplaced()).isEqualTo(2);
        assertThat(counters.requestsHandled()).isEqualTo(3);
    }

    /** A reading for a batch, or from when they came, would be too old for the later ones. */
    @Test
    void theClocksAreReadForEachEventOnceItIsTaken() throws Exception {
        List<Long> shownAt = new ArrayList<>();
        hold();
        driver.subscribe(view -> {
            shownAt.add(view.leaderSeenAt());
            clock.advance(Duration.ofSeconds(1));
        });
        long before = clock.monotonic();
        store.commit(new LeaderWrite.TakeOver(LeaderRecord.NONE, 1, 1));
        store.commit(new LeaderWrite.Heartbeat(1, 1, 1, 1, false));
        store.commit(new LeaderWrite.Heartbeat(1, 1, 2, 1, false));
        release();

        long second = Duration.ofSeconds(1).toNanos();
        assertThat(shownAt).containsExactly(before, before + second, before + 2 * second);
    }

    @Test
    void itIsCountedHowLongEventsWaited() throws Exception {
        long before = counters.nanosWaited();
        hold();
        driver.hear(request(ALICE, 0, 1));
        clock.advance(Duration.ofMillis(200));
        driver.hear(request(BOB, 0, 1));
        clock.advance(Duration.ofMillis(100));
        release();

        assertThat(counters.nanosWaited() - before)
                .isEqualTo(Duration.ofMillis(400).toNanos());
    }

    @Test
    void itIsQuietOnceTheRequestsAreHandledToo() throws Exception {
        hold();
        driver.hear(request(ALICE, 0, 1));
        CompletableFuture<Integer> answersWhenQuiet =
                driver.quiet().thenApply(quiet -> sentTo(ALICE).size());
        release();

        assertThat(answersWhenQuiet.get(60, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void itIsQuietOnceItHasEnded() throws Exception {
        hold();
        driver.hear(request(ALICE, 0, 1));
        CompletableFuture<Void> quiet = driver.quiet();
        driver.end();
        release();

        quiet.get(60, TimeUnit.SECONDS);
        assertThat(sentTo(ALICE)).isEmpty();
    }

    /** Without that, what an owner says now would wait behind all that it said before. */
    @Test
    void anOwnerMaySendWhileItsRequestWaits() throws Exception {
        int requests = 1_000;
        GrpcPort port = new GrpcPort("the manager", "127.0.0.1", 0, Optional.empty());
        port.add(streams);
        port.listen();
        ManagedChannel channel = ManagerChannels.onLoopback()
                .open(ManagerAddress.parse("127.0.0.1:" + port.number()));
        try {
            lead();
            hold();
            CompletableFuture<Wire.ManagerMessage> answer = new CompletableFuture<>();
            StreamObserver<Wire.OwnerRequest> stream =
                    OwnerServiceGrpc.newStub(channel).session(new Answers(answer));
            for (int sequence = 1; sequence <= requests; sequence++) {
                OwnerFrame frame = new OwnerFrame.Whole(request(ALICE, 1, sequence));
                stream.onNext(OwnerCodec.encode(frame).toBuilder()
                        .setCluster(ClusterCodec.encode(new ClusterRef(new UUID(0, 1), 0)))
                        .build());
            }
            Eventually.that(
                    "all requests but one are replaced",
                    counters::requestsReplaced,
                    () -> counters.requestsReplaced() == requests - 1);
            assertThat(answer).isNotDone();
            released.countDown();

            ManagerFrame list = ManagerCodec.decode(answer.get(60, TimeUnit.SECONDS));
            ManagerMessage message = ((ManagerFrame.Whole) list).message();
            assertThat(((ManagerMessage.Leases) message).handled()).isEqualTo(requests);
            quiet();
            assertThat(sentTo(ALICE)).hasSize(1);
        } finally {
            channel.shutdownNow();
            port.close();
        }
    }

    private record Answers(CompletableFuture<Wire.ManagerMessage> first)
            implements StreamObserver<Wire.ManagerMessage> {
        @Override
        public void onNext(Wire.ManagerMessage message) {
            if (!message.hasIntroduction()) {
                first.complete(message);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            first.completeExceptionally(thrown);
        }

        @Override
        public void onCompleted() {
            first.cancel(false);
        }
    }
}
