package io.centrifuge.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.centrifuge.OwnerId;
import io.centrifuge.core.key.RangeMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HashRingTest {
    private static OwnerId owner(int number) {
        return new OwnerId("host-" + number + ".example");
    }

    private static SortedSet<OwnerId> some(SplittableRandom random, SortedSet<OwnerId> of) {
        SortedSet<OwnerId> some = new TreeSet<>(of);
        some.removeIf(owner -> random.nextBoolean());
        return some;
    }

    /** Whoever came and left in whatever order: the plan is that of who is here. */
    @Property(tries = 300)
    void anyWayThereIsTheSamePlan(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 64) int nodes) {
        SplittableRandom random = new SplittableRandom(seed);
        HashRing ring = HashRing.empty(nodes);
        SortedSet<OwnerId> here = new TreeSet<>();
        for (int step = 0; step < 8; step++) {
            SortedSet<OwnerId> joiners = new TreeSet<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                joiners.add(owner(random.nextInt(20)));
            }
            joiners.removeAll(here);
            SortedSet<OwnerId> leavers = some(random, here);
            here.removeAll(leavers);
            here.addAll(joiners);
            ring = random.nextBoolean()
                    ? ring.without(leavers).with(joiners)
                    : ring.with(joiners).without(leavers);
            assertPlansFor(ring, here, nodes);
        }
    }

    private static void assertPlansFor(HashRing ring, SortedSet<OwnerId> here, int nodes) {
        assertThat(ring.isEmpty()).isEqualTo(here.isEmpty());
        if (here.isEmpty()) {
            assertThat(ring.ranges()).isZero();
            return;
        }
        RangeMap<Slot> plan = ConsistentHashing.assign(here, nodes);
        assertThat(ring.map(owner -> owner)).isEqualTo(plan.map(Slot::owner));
        assertThat(ring.ranges()).isEqualTo(plan.size());
        for (OwnerId owner : here) {
            long[] points = ring.pointsOf(owner);
            for (int node = 0; node < nodes; node++) {
                assertThat(plan.get(points[node])).isEqualTo(new Slot(owner, node));
            }
        }
    }

    @Test
    void manyOwnersAtOnce() {
        SortedSet<OwnerId> owners = new TreeSet<>();
        for (int i = 0; i < 1000; i++) {
            owners.add(owner(i));
        }
        assertPlansFor(HashRing.empty(64).with(owners), owners, 64);
    }

    @Test
    void nothingToPlanWith() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HashRing.empty(0))
                .withMessage("an owner must have 1 virtual node or more, but has 0");
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> HashRing.empty(1).map(owner -> owner))
                .withMessage("no key has an owner: the ring is empty");
    }

    @Test
    void nobodyIsInItTwice() {
        SortedSet<OwnerId> one = new TreeSet<>(Set.of(owner(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HashRing.empty(1).with(one).with(one))
                .withMessage("some of [host-1.example] is in the ring");
    }
}
