package io.centrifuge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.centrifuge.LeaseTiming;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.ManagerHalt;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.manager.ManagerStartException;
import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreEvent;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RobustnessTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private RawOwner startedOwner(String id, long incarnation) {
        RawOwner owner = world.owner(id, incarnation).start();
        world.advanceUntil(id + " holds something", Duration.ofSeconds(2), () -> owner.held() > 0);
        return owner;
    }

    private void assertAllIsWell(RawOwner owner) {
        long handled = world.manager.status().counters().requestsHandled();
        world.advance(Duration.ofSeconds(20));
        assertThat(owner.held()).isPositive();
        assertThat(world.manager.status().counters().requestsHandled()).isGreaterThan(handled + 3);
    }

    /** A stream that remembers how it ended. */
    private static final class Ending implements StreamObserver<Wire.ManagerMessage> {
        final CompletableFuture<Status> status = new CompletableFuture<>();
        final CompletableFuture<Wire.ManagerMessage> first = new CompletableFuture<>();

        @Override
        public void onNext(Wire.ManagerMessage message) {
            first.complete(message);
        }

        @Override
        public void onError(Throwable failure) {
            status.complete(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            status.complete(Status.OK);
        }
    }

    private static Wire.OwnerRequest request(String owner) {
        return Wire.OwnerRequest.newBuilder()
                .setService("chat")
                .setOwner(Wire.OwnerRef.newBuilder().setId(owner).setIncarnation(5))
                .setAddress("a.example:80")
                .setSequence(1)
                .build();
    }

    private Status endOf(Wire.OwnerRequest... requests) throws Exception {
        Ending ending = new Ending();
        StreamObserver<Wire.OwnerRequest> stream =
                OwnerServiceGrpc.newStub(world.channel).session(ending);
        Arrays.asList(requests).forEach(stream::onNext);
        return ending.status.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aMalformedRequestEndsItsStreamAndNamesTheField() throws Exception {
        Status status = endOf(request("bob").toBuilder().setAddress("nowhere").build());

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("OwnerRequest.address");
        assertThat(world.manager.status().counters().messagesMalformed()).isEqualTo(1);
        assertThat(world.manager.status().counters().ownerSessions()).isZero();
    }

    @Test
    void aStreamOfTwoOwnersIsRefused() throws Exception {
        Status status = endOf(request("bob"), request("eve"));

        assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status.getDescription()).contains("bob").contains("eve");
    }

    @Test
    void theNewestStreamOfAnIncarnationReplacesTheOlder() throws Exception {
        Ending older = new Ending();
        OwnerServiceGrpc.newStub(world.channel).session(older).onNext(request("bob"));
        older.first.get(20, TimeUnit.SECONDS);
        Ending newer = new Ending();
        OwnerServiceGrpc.newStub(world.channel)
                .session(newer)
                .onNext(request("bob").toBuilder().setSequence(2).build());

        newer.first.get(20, TimeUnit.SECONDS);

        assertThat(older.status.get(20, TimeUnit.SECONDS).getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(newer.status).isNotDone();
        assertThat(world.manager.status().counters().ownerSessions()).isEqualTo(1);
    }

    @Test
    void malformedQuestionsAreRefused() {
        assertThatThrownBy(() -> LookupServiceGrpc.newBlockingStub(world.channel)
                        .poll(Wire.WatchRequest.newBuilder()
                                .setLsn(-1)
                                .setService("x")
                                .build()))
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("WatchRequest.lsn");
        assertThatThrownBy(() -> LookupServiceGrpc.newBlockingStub(world.channel)
                        .watch(Wire.WatchRequest.getDefaultInstance())
                        .next())
                .hasMessageContaining("INVALID_ARGUMENT")
                .hasMessageContaining("service");
        assertThatThrownBy(() -> AdminServiceGrpc.newBlockingStub(world.channel)
                        .drain(Wire.DrainRequest.getDefaultInstance()))
                .hasMessageContaining("INVALID_ARGUMENT");
    }

    @Test
    void garbageOnThePortHarmsNobody() throws IOException {
        RawOwner alice = startedOwner("alice", 1);
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 20; i++) {
            byte[] garbage = new byte[random.nextInt(1, 5000)];
            random.nextBytes(garbage);
            try (Socket socket = new Socket(
                    InetAddress.getLoopbackAddress(), world.manager.address().port())) {
                socket.getOutputStream().write(garbage);
            } catch (IOException closedByTheManager) {
                assertThat(closedByTheManager).hasMessageNotContaining("refused");
            }
        }

        assertAllIsWell(alice);
    }

    @Test
    void aMessageOf100MegabytesEndsItsStreamAlone() throws Exception {
        RawOwner alice = startedOwner("alice", 1);
        Wire.OwnerRequest huge = request("bob").toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                99,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(
                                                ByteString.copyFrom(new byte[100 << 20]))
                                        .build())
                        .build())
                .build();

        Status status = endOf(huge);

        assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertAllIsWell(alice);
    }

    @Test
    void aClientOfAnotherVersionIsRefused() {
        ManagedChannel bare = Grpc.newChannelBuilderForAddress(
                        "127.0.0.1",
                        world.manager.address().port(),
                        InsecureChannelCredentials.create())
                .build();

        assertThatThrownBy(() -> LookupServiceGrpc.newBlockingStub(bare)
                        .poll(Wire.WatchRequest.newBuilder().setService("x").build()))
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("version");
        bare.shutdownNow();
    }

    @Test
    void aSecondManagerOnThePortFailsAndHarmsNobody() {
        RawOwner alice = startedOwner("alice", 1);
        Untouched store = new Untouched();

        assertThatThrownBy(() -> ManagerServer.start(
                        World.options().withPort(world.manager.address().port()), store))
                .isInstanceOf(ManagerStartException.class)
                .hasMessageContaining(":" + world.manager.address().port())
                .hasMessageContaining("another host or port");

        assertThat(store.started).isFalse();
        assertThat(store.closed).isTrue();
        assertAllIsWell(alice);
    }

    @Test
    void aHostThatIsNotOfThisMachineIsRefused() {
        for (String host : List.of("192.0.2.1", "no-such-host.invalid")) {
            ManagerOptions elsewhere =
                    World.options().withSecurity(ServerSecurity.INSECURE).withHost(host);
            assertThatThrownBy(() -> ManagerServer.start(elsewhere, new Untouched()))
                    .isInstanceOf(ManagerStartException.class)
                    .hasMessageContaining(host);
        }
    }

    @Test
    void aStoreThatCantBeOpenedFreesThePort() throws Exception {
        int port = world.manager.address().port();
        world.manager.stop();
        Untouched store = new Untouched();

        assertThatThrownBy(() -> ManagerServer.start(World.options().withPort(port), store))
                .isInstanceOf(StoreException.class)
                .hasMessage("in use");

        assertThat(store.closed).isTrue();
        world.manager.startAgain();
    }

    /** Can't be opened. */
    private static final class Untouched implements Store {
        boolean started;
        boolean closed;

        @Override
        public void announce(ManagerPlace manager) {}

        @Override
        public String member() {
            return "m1";
        }

        @Override
        public void start(Consumer<StoreEvent> follower) throws StoreException {
            started = true;
            throw new StoreException("in use");
        }

        @Override
        public void propose(StoreRecord record) {}

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void aManagerWhoseStoreFailsHaltsAndAnswersNobody() throws Exception {
        RawOwner alice = startedOwner("alice", 1);
        ManagerServer server = world.manager.server();
        long messages = alice.messages.size();

        world.store.fail("the disk is full");

        ManagerHalt halt = server.halted().toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(halt.reason()).isEqualTo("the disk is full");
        assertThat(endOf(request("bob")).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThatThrownBy(() -> LookupServiceGrpc.newBlockingStub(world.channel)
                        .poll(Wire.WatchRequest.newBuilder().setService("chat").build()))
                .hasMessageContaining("UNAVAILABLE");
        world.clock.advance(Duration.ofSeconds(5));
        assertThat(alice.messages).hasSize((int) messages);
    }

    @Test
    void inRealTimeAManagerLeadsAndStopsAtOnce() {
        try (TestManager real = TestManager.startInRealTime(LeaseTiming.FAST)) {
            assertThat(real.view().leading()).isTrue();
            assertThatThrownBy(() -> real.advance(Duration.ofSeconds(1)))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
