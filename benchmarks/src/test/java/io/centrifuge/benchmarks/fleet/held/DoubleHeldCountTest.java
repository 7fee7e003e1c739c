package io.centrifuge.benchmarks.fleet.held;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DoubleHeldCountTest {
    private static final long FOR_EVER = Long.MAX_VALUE / 2;

    private static int count(HeldCheck... checks) {
        return count(List.of(checks));
    }

    private static int count(List<HeldCheck> checks) {
        DoubleHeldCount count = new DoubleHeldCount(FOR_EVER);
        checks.forEach(count::add);
        count.advance(FOR_EVER);
        return count.count();
    }

    private static HeldCheck held(long owner, long number, long began, long returned) {
        return new HeldCheck(0, owner, number, began, returned);
    }

    @Test
    void anotherBetweenTwoChecksIsHeldTwice() {
        assertThat(count(held(1, 7, 0, 1), held(2, 8, 2, 3), held(1, 7, 4, 5))).isOne();
    }

    @Test
    void oneAfterTheOtherIsNot() {
        assertThat(count(held(1, 7, 0, 1), held(1, 7, 2, 3), held(2, 8, 4, 5))).isZero();
    }

    @Test
    void checksThatOverlapProveNothing() {
        assertThat(count(held(1, 7, 0, 2), held(2, 8, 1, 3), held(1, 7, 4, 5))).isZero();
        assertThat(count(held(1, 7, 0, 1), held(2, 8, 2, 5), held(1, 7, 4, 6))).isZero();
    }

    @Test
    void oneLeaseOfOneKeyIsNoContradiction() {
        assertThat(count(held(1, 7, 0, 1), held(2, 7, 2, 3), held(1, 7, 4, 5))).isZero();
        assertThat(count(held(1, 7, 0, 1), held(1, 8, 2, 3), held(1, 7, 4, 5))).isZero();
        assertThat(count(held(1, 7, 0, 1), new HeldCheck(1, 2, 8, 2, 3), held(1, 7, 4, 5)))
                .isZero();
    }

    @Test
    void eachPairCountsOnce() {
        assertThat(count(
                        held(1, 7, 0, 1),
                        held(2, 8, 2, 3),
                        held(1, 7, 4, 5),
                        held(2, 8, 6, 7),
                        held(1, 7, 8, 9)))
                .isOne();
    }

    @Test
    void whatWasNotHeardOfForLongIsForgotten() {
        DoubleHeldCount count = new DoubleHeldCount(100);
        count.add(held(1, 7, 0, 1));
        count.advance(50);
        count.add(held(2, 8, 60, 61));
        count.advance(110);
        count.add(held(1, 7, 120, 121));
        count.advance(200);

        assertThat(count.count()).isZero();
    }

    @Test
    void itAgreesWithTheDefinition() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            List<HeldCheck> checks = checks(random);
            int expected = byDefinition(checks);
            Collections.shuffle(checks, random);

            assertThat(count(checks)).as("%s", checks).isEqualTo(expected);
        }
    }

    @Test
    void theOrderInWhichOwnersTellDoesNotMatter() {
        Random random = new Random(2);
        for (int round = 0; round < 500; round++) {
            List<HeldCheck> checks = checks(random);
            DoubleHeldCount count = new DoubleHeldCount(FOR_EVER);
            for (long until = 0; until < 80; until += 10) {
                for (long owner = 3; owner >= 0; owner--) {
                    for (HeldCheck check : checks) {
                        if (check.owner() == owner
                                && check.began() >= until
                                && check.began() < until + 10) {
                            count.add(check);
                        }
                    }
                }
                count.advance(until + 10);
            }

            assertThat(count.count()).as("%s", checks).isEqualTo(byDefinition(checks));
        }
    }

    /** Each owner asks for one key after the other. */
    private static List<HeldCheck> checks(Random random) {
        List<HeldCheck> checks = new ArrayList<>();
        for (int owner = 0; owner < 4; owner++) {
            long now = random.nextInt(10);
            for (int i = 0; i < 4; i++) {
                long began = now + random.nextInt(6);
                long returned = began + random.nextInt(6);
                now = returned;
                checks.add(new HeldCheck(
                        random.nextInt(2), owner, 1 + random.nextInt(5), began, returned));
            }
        }
        return checks;
    }

    private static int byDefinition(List<HeldCheck> checks) {
        Set<List<Long>> pairs = new HashSet<>();
        for (HeldCheck first : checks) {
            for (HeldCheck second : checks) {
                for (HeldCheck other : checks) {
                    if (first.key() == second.key()
                            && first.key() == other.key()
                            && first.owner() == second.owner()
                            && first.number() == second.number()
                            && first.owner() != other.owner()
                            && first.number() != other.number()
                            && other.began() > first.returned()
                            && other.returned() < second.began()) {
                        pairs.add(List.of(
                                (long) first.key(),
                                Math.min(first.number(), other.number()),
                                Math.max(first.number(), other.number())));
                    }
                }
            }
        }
        return pairs.size();
    }
}
