package io.centrifuge.testing;

import static io.centrifuge.testing.World.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.KeptOut.Cause;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.protocol.admin.CordonOrder;
import io.centrifuge.protocol.admin.DrainOrder;
import io.centrifuge.protocol.admin.EvictOrder;
import io.centrifuge.protocol.admin.LetInOrder;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.UndrainOrder;
import io.centrifuge.protocol.v1.AdminServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.AdminCodec;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.StatusCodec;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdministratorsTest {
    private static final OwnerId ALICE = new OwnerId("alice");

    private final World world = new World();
    private final AdminServiceGrpc.AdminServiceBlockingStub admin =
            AdminServiceGrpc.newBlockingStub(world.channel);

    @AfterEach
    void close() {
        world.close();
    }

    private RawOwner startedOwner(String id, long incarnation) {
        RawOwner owner = world.owner(id, incarnation).start();
        world.advanceUntil(id + " holds something", Duration.ofSeconds(2), () -> owner.held() > 0);
        return owner;
    }

    private OwnersReport owners() throws MalformedMessageException {
        return AdminCodec.decode(admin.owners(AdminCodec.encodeOwnersRequest(SERVICE)));
    }

    @Test
    void statusTellsWhatTheManagerDoes() throws MalformedMessageException {
        startedOwner("alice", 1);

        ManagerStatus status =
                StatusCodec.decode(admin.status(Wire.StatusRequest.newBuilder().build()));

        assertThat(status.leading()).isTrue();
        assertThat(status.leader().term()).isEqualTo(1);
        assertThat(status.version()).startsWith("0.");
        assertThat(status.services()).singleElement().satisfies(service -> {
            assertThat(service.owners()).isEqualTo(1);
            assertThat(service.unownedRanges()).isZero();
        });
        assertThat(status.counters().ownerSessions()).isEqualTo(1);
    }

    @Test
    void ownersAreShownWithTheirShares() throws MalformedMessageException {
        startedOwner("alice", 1);
        startedOwner("bob", 2);
        world.advance(Duration.ofSeconds(5));

        OwnersReport report = owners();

        assertThat(report.owners()).hasSize(2).allSatisfy(owner -> {
            assertThat(owner.ranges()).isGreaterThan(10);
            assertThat(owner.share()).isBetween(0.2, 0.8);
        });
        assertThat(report.owners().stream()
                        .mapToDouble(OwnersReport.OwnerStatus::share)
                        .sum())
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void theTableIsTheCommittedOne() throws MalformedMessageException {
        startedOwner("alice", 1);

        assertThat(AdminCodec.decode(admin.table(AdminCodec.encodeTableRequest(SERVICE))))
                .isEqualTo(world.table());
    }

    @Test
    void aServiceThatNobodyJoinedIsNotFound() {
        ServiceName none = new ServiceName("none");

        assertThatThrownBy(() -> admin.table(AdminCodec.encodeTableRequest(none)))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("no service \"none\"");
        assertThatThrownBy(() -> admin.owners(AdminCodec.encodeOwnersRequest(none)))
                .hasMessageContaining("NOT_FOUND");
    }

    @Test
    void aDrainedOwnersRangesGoToOthers() throws MalformedMessageException {
        RawOwner alice = startedOwner("alice", 1);
        RawOwner bob = startedOwner("bob", 2);

        Wire.DrainReply reply = admin.drain(AdminCodec.encode(new DrainOrder(SERVICE, ALICE)));

        assertThat(AdminCodec.decode(reply)).isEqualTo(DrainOrder.Outcome.ACCEPTED);
        assertThat(owners().owners().getFirst().state()).isEqualTo(OwnerState.DRAINING);
        world.advanceUntil("alice is empty", Duration.ofSeconds(2), () -> alice.held() == 0);
        world.advanceUntil(
                "bob has all",
                Duration.ofSeconds(2),
                () -> bob.held() > 0 && !world.table().holdsAnything(alice.ref));
        assertThat(AdminCodec.decode(
                        admin.drain(AdminCodec.encode(new DrainOrder(SERVICE, ALICE)))))
                .isEqualTo(DrainOrder.Outcome.ACCEPTED);
    }

    @Test
    void anUndrainedOwnerGetsItsShareAgain() throws MalformedMessageException {
        RawOwner alice = startedOwner("alice", 1);
        startedOwner("bob", 2);
        var unusedDrain = admin.drain(AdminCodec.encode(new DrainOrder(SERVICE, ALICE)));
        world.advanceUntil("alice is empty", Duration.ofSeconds(2), () -> alice.held() == 0);

        var unusedUndrain = admin.undrain(AdminCodec.encode(new UndrainOrder(SERVICE, ALICE)));

        assertThat(owners().owners().getFirst().state()).isEqualTo(OwnerState.ACTIVE);
        world.advanceUntil("alice has some", Duration.ofSeconds(2), () -> alice.held() > 0);
        assertThatThrownBy(() -> admin.undrain(
                        AdminCodec.encode(new UndrainOrder(SERVICE, new OwnerId("carol")))))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("no owner \"carol\"");
    }

    @Test
    void theEvictedIncarnationIsNamedByItsNumber() throws MalformedMessageException {
        RawOwner alice = startedOwner("alice", 1);
        RawOwner bob = startedOwner("bob", 2);
        var unused = admin.evict(AdminCodec.encode(new EvictOrder(SERVICE, alice.ref)));
        assertThat(owners().evicted()).containsOnlyKeys(alice.ref);
        world.advanceUntil(
                "bob has all",
                Duration.ofSeconds(20),
                () -> world.table().owners().size() == 1);
        assertThat(bob.held()).isPositive();

        startedOwner("alice", 3);
        assertThatThrownBy(() -> admin.evict(
                        AdminCodec.encode(new EvictOrder(SERVICE, new OwnerRef(ALICE, 2)))))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("alice was started again");
    }

    @Test
    void aServiceIsRemovedAndItsLookupsAreSentTheEmptyTable() throws MalformedMessageException {
        RawOwner alice = startedOwner("alice", 1);
        assertThatThrownBy(() -> admin.removeService(AdminCodec.removal(SERVICE)))
                .hasMessageContaining("ABORTED")
                .hasMessageContaining("has owners")
                .hasMessageContaining("stop them");
        var unused = admin.evict(AdminCodec.encode(new EvictOrder(SERVICE, alice.ref)));
        world.advanceUntil(
                "nobody is here",
                Duration.ofSeconds(20),
                () -> world.table().owners().isEmpty());
        long lsn = world.table().lsn();

        var unusedRemoval = admin.removeService(AdminCodec.removal(SERVICE));

        assertThat(world.manager.view().state().tables()).isEmpty();
        assertThat(world.table().lsn()).isEqualTo(lsn + 1);
        RawOwner bob = startedOwner("bob", 2);
        assertThat(world.table().heldBy(bob.ref).pieces(Lease::isHeld))
                .allMatch(piece -> piece.value().number() > lsn + 1);
    }

    @Test
    void thereAreAsManyCordonsAsThereMayBe() throws MalformedMessageException {
        startedOwner("alice", 1);
        for (int i = 0; i < Cordon.MOST; i++) {
            var unused = admin.cordon(AdminCodec.encode(
                    new CordonOrder(SERVICE, Cordon.of(new OwnerId("x" + i)), false)));
        }

        assertThat(owners().cordons()).hasSize(Cordon.MOST);
        assertThatThrownBy(() -> admin.cordon(
                        AdminCodec.encode(new CordonOrder(SERVICE, Cordon.of(ALICE), false))))
                .hasMessageContaining("ABORTED")
                .hasMessageContaining("has 1000 cordons")
                .hasMessageContaining("lift one first");
    }

    @Test
    void whoCameAndWentIsShownAndLetInByAnOrder() throws MalformedMessageException {
        startedOwner("bob", 2);
        startedOwner("alice", 1);
        world.owner("alice", 3).start();
        world.advance(Duration.ofSeconds(1));
        RawOwner alice = world.owner("alice", 4).start();
        world.advance(Duration.ofSeconds(1));

        OwnersReport report = owners();
        assertThat(report.leading()).isTrue();
        assertThat(report.owners())
                .filteredOn(owner -> owner.keptOut().isPresent())
                .singleElement()
                .satisfies(owner -> {
                    assertThat(owner.owner()).isEqualTo(alice.ref);
                    assertThat(owner.keptOut())
                            .contains(new OwnersReport.KeptOut(
                                    Cause.ITS_ID,
                                    2,
                                    world.manager.status().leaseTiming().owner()));
                });
        assertThat(world.manager.status().services().getFirst().keptOut()).isOne();
        assertThat(world.manager.view().keptOut(SERVICE)).containsOnlyKeys(ALICE);

        var unused = admin.letIn(AdminCodec.encode(new LetInOrder(SERVICE, ALICE)));

        assertThat(world.manager.view().keptOut(SERVICE)).isEmpty();
        assertThat(owners().owners()).allMatch(owner -> owner.keptOut().isEmpty());
        assertThatThrownBy(() -> admin.letIn(
                        AdminCodec.encode(new LetInOrder(SERVICE, new OwnerId("carol")))))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("no owner \"carol\"");
    }

    @Test
    void whoJoinsAgainIsActiveAlthoughItsPredecessorWasDrainedTwice()
            throws MalformedMessageException {
        startedOwner("alice", 1);
        startedOwner("bob", 2);
        for (int i = 0; i < 2; i++) {
            Wire.DrainReply reply = admin.drain(AdminCodec.encode(new DrainOrder(SERVICE, ALICE)));
            assertThat(AdminCodec.decode(reply)).isEqualTo(DrainOrder.Outcome.ACCEPTED);
        }

        RawOwner again = startedOwner("alice", 3);
        world.advance(Duration.ofSeconds(5));

        assertThat(world.table().isIn(again.ref, OwnerState.ACTIVE)).isTrue();
        assertThat(again.held()).isPositive();
    }

    @Test
    void anOwnerThatIsNotThereCantBeDrained() {
        startedOwner("alice", 1);

        assertThatThrownBy(() ->
                        admin.drain(AdminCodec.encode(new DrainOrder(SERVICE, new OwnerId("eve")))))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("its owners are alice");
        assertThatThrownBy(() -> admin.drain(
                        AdminCodec.encode(new DrainOrder(new ServiceName("none"), ALICE))))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("the services are chat");
    }

    @Test
    void aStandbyDrainsNobodyAndHealthTellsWhoLeads() {
        startedOwner("alice", 1);
        ManagedChannel toStandby = world.channelTo(world.standby().address());

        assertThatThrownBy(() -> AdminServiceGrpc.newBlockingStub(toStandby)
                        .drain(AdminCodec.encode(new DrainOrder(SERVICE, ALICE))))
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("leader");
        assertThat(health(toStandby, "")).isEqualTo(ServingStatus.SERVING);
        assertThat(health(toStandby, ManagerServer.HEALTH_OF_LEADER))
                .isEqualTo(ServingStatus.NOT_SERVING);
        assertThat(health(world.channel, ManagerServer.HEALTH_OF_LEADER))
                .isEqualTo(ServingStatus.SERVING);
    }

    private static ServingStatus health(ManagedChannel channel, String service) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(service).build())
                .getStatus();
    }
}
