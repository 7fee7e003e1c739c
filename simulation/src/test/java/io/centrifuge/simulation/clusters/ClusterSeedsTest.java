package io.centrifuge.simulation.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Many seeds of {@link ClusterWorld}; more of them by {@code -Dcentrifuge.cluster-seeds=N}. */
class ClusterSeedsTest {
    private static final long SEEDS = Long.getLong("centrifuge.cluster-seeds", 100);

    @Test
    void noKeyIsHeldTwiceWhateverClustersAreListed() {
        long held = 0;
        long served = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            ClusterWorld world = new ClusterWorld(seed);
            assertThat(world.run()).as("keys held twice, seed %d", seed).isZero();
            held += world.held();
            SimCluster winner = world.winner();
            if (winner != null) {
                served++;
                assertThat(world.fresh().bound().map(cluster -> cluster.id()))
                        .as("whom who comes last acts on, seed %d", seed)
                        .isEqualTo(winner.state().cluster().id());
            }
        }
        assertThat(held).as("how often an owner held something").isGreaterThan(SEEDS);
        assertThat(served).as("worlds with a cluster to act on").isGreaterThan(SEEDS / 4);
    }
}
