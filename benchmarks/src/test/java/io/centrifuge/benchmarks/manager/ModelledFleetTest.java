package io.centrifuge.benchmarks.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.core.manager.ManagerConfig;
import org.junit.jupiter.api.Test;

class ModelledFleetTest {
    private static final int OWNERS = 20;
    private static final int RANGES = OWNERS * ManagerConfig.DEFAULT_VIRTUAL_NODES;

    private final ModelledFleet fleet = new ModelledFleet();

    @Test
    void allRangesAreHeldOnceAllHaveJoined() {
        fleet.join(OWNERS);

        fleet.requireRest();
        assertThat(fleet.ranges()).isBetween(RANGES / 2, RANGES + 1);
        assertThat(fleet.table().owners()).hasSize(OWNERS);
    }

    @Test
    void itComesToRestAfterAJoinALeaveAnExpiryAndATakeover() {
        fleet.join(OWNERS);
        fleet.join(1);
        fleet.requireRest();
        fleet.leave();
        fleet.requireRest();
        fleet.fallSilent();
        assertThat(fleet.table().owners()).hasSize(OWNERS);
        fleet.settle();
        fleet.requireRest();
        fleet.loseManager();
        fleet.takeOver();
        fleet.renewAfterTakeover();
        fleet.requireRest();

        assertThat(fleet.table().owners()).hasSize(OWNERS - 1);
    }

    @Test
    void aFleetThatIsNotAtRestIsToldApart() {
        fleet.join(OWNERS);
        fleet.fallSilent();

        assertThatThrownBy(fleet::requireRest).hasMessageContaining("not all is at rest");
    }

    @Test
    void aRenewalIsOneEventAndChangesNothing() {
        fleet.join(OWNERS);
        long lsn = fleet.table().lsn();
        long before = fleet.total().events();
        fleet.renew();

        assertThat(fleet.total().events() - before).isEqualTo(OWNERS);
        assertThat(fleet.table().lsn()).isEqualTo(lsn);
    }
}
