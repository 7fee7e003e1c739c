package io.centrifuge.testing;

import static io.centrifuge.testing.World.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ProtocolVersion;
import io.centrifuge.protocol.wire.TableCodec;
import io.centrifuge.protocol.wire.TableWatch;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LookupsTest {
    private static final int NARROW_BYTES = 65_535;

    private final World world =
            new World(World.options().withVirtualNodes(ManagerConfig.MOST_VIRTUAL_NODES));

    @AfterEach
    void close() {
        world.close();
    }

    private TableAnswer poll(long lsn) {
        return poll(world, lsn);
    }

    private static TableAnswer poll(World world, long lsn) {
        return RawLookup.decode(LookupServiceGrpc.newBlockingStub(world.channel)
                .poll(TableCodec.encode(new TableWatch(SERVICE, lsn))));
    }

    private RawOwner startedOwner(String id, long incarnation) {
        RawOwner owner = world.owner(id, incarnation).start();
        world.advanceUntil(id + " holds something", Duration.ofSeconds(2), () -> owner.held() > 0);
        return owner;
    }

    private boolean isUpToDate(RawLookup lookup) {
        return lookup.snapshot().lsn() == world.table().lsn()
                && lookup.snapshot().entries().equals(world.table().entries());
    }

    @Test
    void whatIsCommittedIsPushed() {
        RawLookup lookup = world.lookup().start();
        world.until("the empty table is there", () -> !lookup.answers.isEmpty());

        RawOwner alice = startedOwner("alice", 1);

        world.until("the table is there", () -> isUpToDate(lookup));
        assertThat(lookup.snapshot().hint(42).owner()).contains(alice.ref.id());
        assertThat(lookup.snapshot().hint(42).leaseNumber()).isEqualTo(alice.number(42));
        assertThat(world.manager.status().counters().lookupWatches()).isEqualTo(1);
    }

    @Test
    void pollsAloneDeliverEveryChange() {
        RawLookup lookup = world.lookup().hearingPollsAlone().start();
        startedOwner("alice", 1);
        startedOwner("bob", 2);

        world.advance(Duration.ofSeconds(31));

        world.until("it is up to date", () -> isUpToDate(lookup));
    }

    @Test
    void aRefusedHintIsMendedAtOnce() {
        RawLookup lookup = world.lookup().start();
        world.until("its watch is answered", () -> !lookup.answers.isEmpty());
        lookup.hearingPollsAlone();
        startedOwner("alice", 1);

        lookup.refused();

        world.advanceUntil("it is mended", Duration.ofSeconds(1), () -> isUpToDate(lookup));
    }

    @Test
    void lostStateIsSignalled() {
        RawOwner alice = startedOwner("alice", 1);
        RawLookup lookup = world.lookup().start();
        world.until("the table is there", () -> isUpToDate(lookup));
        alice.fallSilent();

        world.advance(Duration.ofSeconds(19));

        world.until("the loss is told", () -> !lookup.lost.isEmpty());
        assertThat(lookup.snapshot().hint(42).isKnown()).isFalse();
    }

    @Test
    void aLookupOfTheNewestTableIsToldSo() {
        startedOwner("alice", 1);
        long lsn = world.table().lsn();

        assertThat(poll(lsn)).isInstanceOfSatisfying(TableAnswer.Changes.class, changes -> {
            assertThat(changes.pieces()).isEmpty();
            assertThat(changes.lsn()).isEqualTo(lsn);
        });
    }

    @Test
    void aLogAsLargeAsTheTableIsReplacedByTheTable() {
        startedOwner("alice", 1);
        long lsn = world.table().lsn();
        startedOwner("bob", 2);
        world.advance(Duration.ofSeconds(5));

        assertThat(poll(lsn) instanceof TableAnswer.Changes).isTrue();
        assertThat(poll(0) instanceof TableAnswer.Whole).isTrue();
    }

    @Test
    void anLsnOlderThanTheLogIsAnsweredByTheTable() {
        startedOwner("alice", 1);
        startedOwner("bob", 2);
        long lsn = world.table().lsn();
        world.advance(Duration.ofMinutes(5).plusSeconds(10));
        RawOwner carol = startedOwner("carol", 3);
        world.settle();

        assertThat(poll(lsn - 1)).isInstanceOf(TableAnswer.Whole.class);
        carol.leave();
    }

    @Test
    void aLookupThatKnowsMoreThanTheManagerIsToldThatItIsBehind() {
        startedOwner("alice", 1);
        long lsn = world.table().lsn();

        assertThat(poll(lsn + 1)).isEqualTo(new TableAnswer.Behind(SERVICE, lsn));
    }

    @Test
    void aManagerThatHearsNoHeartbeatForTenSecondsSaysSo() {
        startedOwner("alice", 1);
        RawLookup lookup = world.lookup().start();
        world.until("the table is there", () -> isUpToDate(lookup));
        world.store.hold();

        world.advance(Duration.ofSeconds(11));

        assertThat(poll(0)).isInstanceOf(TableAnswer.Behind.class);
        world.until(
                "its watch says so, too",
                () -> lookup.answers.stream().anyMatch(TableAnswer.Behind.class::isInstance));
        assertThat(lookup.snapshot().hint(42).isKnown()).isTrue();

        world.store.release();
        world.advance(Duration.ofSeconds(5));
        assertThat(poll(0)).isNotInstanceOf(TableAnswer.Behind.class);
        world.until(
                "the watch goes on",
                () -> !(lookup.answers.getLast() instanceof TableAnswer.Behind));
        assertThat(lookup.watches).isOne();
    }

    @Test
    void standbysAnswerLookups() {
        TestManager standby = world.standby();
        RawLookup lookup =
                new RawLookup(world, world.channelTo(standby.address()), SERVICE).start();

        startedOwner("alice", 1);

        world.until("the table is there", () -> isUpToDate(lookup));
        assertThat(standby.view().leading()).isFalse();
    }

    @Test
    void aSlowLookupGetsOneAnswerForAllThatItMissed() throws InterruptedException {
        startedOwner("alice", 1);
        SlowWatch slow = new SlowWatch();
        ManagedChannel narrow = NettyChannelBuilder.forAddress(
                        "127.0.0.1", world.manager.address().port())
                .usePlaintext()
                .flowControlWindow(NARROW_BYTES)
                .intercept(ProtocolVersion.clientInterceptor())
                .build();
        LookupServiceGrpc.newStub(narrow)
                .watch(TableCodec.encode(new TableWatch(SERVICE, 0)), slow);
        long first = world.table().lsn();
        for (int i = 2; i <= 4; i++) {
            RawOwner owner = startedOwner("owner-" + i, i);
            world.advance(Duration.ofSeconds(1));
            owner.leave();
            world.advance(Duration.ofSeconds(1));
        }
        long changes = world.table().lsn() - first;

        slow.readOn();

        assertThat(slow.lastHas(world.table().lsn())).isTrue();
        assertThat((long) slow.answers.size()).isLessThan(changes / 2);
        narrow.shutdownNow();
    }

    /** Reads nothing until it is told to. */
    private static final class SlowWatch
            implements ClientResponseObserver<Wire.WatchRequest, Wire.TableAnswer> {
        final List<TableAnswer> answers = new CopyOnWriteArrayList<>();
        private final CountDownLatch started = new CountDownLatch(1);
        private ClientCallStreamObserver<Wire.WatchRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<Wire.WatchRequest> stream) {
            call = stream;
            call.disableAutoRequestWithInitial(0);
            started.countDown();
        }

        void readOn() throws InterruptedException {
            assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
            call.request(1_000_000);
        }

        boolean lastHas(long lsn) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (System.nanoTime() - deadline < 0) {
                if (!answers.isEmpty() && answers.getLast().lsn() == lsn) {
                    return true;
                }
                Thread.onSpinWait();
            }
            return false;
        }

        @Override
        public void onNext(Wire.TableAnswer wire) {
            if (!wire.hasIntroduction()) {
                answers.add(RawLookup.decode(wire));
            }
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
