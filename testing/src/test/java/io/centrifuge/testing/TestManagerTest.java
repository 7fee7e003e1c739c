package io.centrifuge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.owner.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What tests of services can do with managers, as their writers would. */
class TestManagerTest {
    private final TestManager manager = TestManager.start();
    private final Administrator administrator = manager.administrator("carts");
    private final List<Owner> owners = new ArrayList<>();

    @AfterEach
    void end() {
        owners.forEach(owner -> owner.close(Duration.ZERO));
        manager.close();
    }

    private Owner owner(String id, String managers) {
        Owner owner = Owner.builder()
                .service("carts")
                .id(id)
                .address(id + ":80")
                .managers(managers)
                .clock(manager.clock())
                .build();
        owners.add(owner);
        owner.start();
        manager.advance(Duration.ofSeconds(10));
        return owner;
    }

    private Owner owner(String id) {
        return owner(id, manager.address().toString());
    }

    @Test
    void aStandbyLeadsWhenTheManagerIsKilled() {
        try (TestManager standby = manager.standby()) {
            Owner alice = owner("alice", manager.address() + "," + standby.address());
            assertThat(alice.checkLeaseNow("key").held()).isTrue();
            assertThat(standby.view().leading()).isFalse();

            manager.kill();
            Duration passed = Duration.ZERO;
            while (passed.compareTo(Duration.ofSeconds(60)) < 0) {
                standby.advance(Duration.ofSeconds(1));
                passed = passed.plusSeconds(1);
                assertThat(alice.checkLeaseNow("key").held()).isTrue();
            }

            assertThat(standby.view().leading()).isTrue();
            assertThat(alice.counters().leasesLost()).isZero();
        }
    }

    @Test
    void nobodyUsesManagersOfTwoClusters() {
        try (TestManager stranger = manager.stranger()) {
            Owner alice = owner("alice", manager.address() + "," + stranger.address());
            manager.advance(Duration.ofMinutes(1));

            assertThat(alice.checkLeaseNow("key").held()).isFalse();
            assertThat(alice.lastError())
                    .hasValueSatisfying(error -> assertThat(error).contains("put together with"));
            assertThat(stranger.status().services()).isEmpty();
        }
    }

    @Test
    void whoIsCordonedHasNothingUntilThatIsLifted() {
        Owner alice = owner("alice");
        Owner bob = owner("bob");
        administrator.cordon("alice");
        administrator.cordonAddress("carol");
        Owner carol = owner("carol");
        manager.advance(Duration.ofSeconds(30));
        assertThat(alice.heldRanges()).isZero();
        assertThat(carol.heldRanges()).isZero();
        assertThat(bob.heldRanges()).isPositive();

        administrator.undrain("alice");
        administrator.undrainAddress("carol");
        manager.advance(Duration.ofSeconds(30));
        assertThat(alice.heldRanges()).isPositive();
        assertThat(carol.heldRanges()).isPositive();
    }

    @Test
    void whoIsDrainedHandsOn() {
        Owner alice = owner("alice");
        Owner bob = owner("bob");
        administrator.drain("alice");
        manager.advance(Duration.ofSeconds(30));
        assertThat(alice.heldRanges()).isZero();
        assertThat(bob.checkLeaseNow("key").held()).isTrue();
    }

    @Test
    void whoIsEvictedIsTold() {
        Owner alice = owner("alice");
        Owner bob = owner("bob");
        administrator.evict("alice");
        manager.advance(Duration.ofSeconds(30));
        assertThat(alice.state()).isEqualTo(Owner.State.SUPERSEDED);
        assertThat(bob.checkLeaseNow("key").held()).isTrue();
        assertThatThrownBy(() -> administrator.evict("alice"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no owner \"alice\" now");
    }

    @Test
    void whoComesAndGoesIsKeptOutAndLetIn() {
        owner("bob");
        owner("alice");
        owner("alice");
        Owner alice = owner("alice");
        assertThat(alice.isKeptOut()).isTrue();
        assertThat(alice.heldRanges()).isZero();

        administrator.letIn("alice");
        manager.advance(Duration.ofSeconds(10));
        assertThat(alice.isKeptOut()).isFalse();
        assertThat(alice.heldRanges()).isPositive();
    }

    @Test
    void aServiceIsRemovedOnceNobodyOwnsIt() {
        Owner alice = owner("alice");
        assertThatThrownBy(administrator::removeService)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has owners");
        alice.close(Duration.ofSeconds(10));
        manager.settle();
        administrator.removeService();
        assertThat(manager.status().services()).isEmpty();
    }
}
