package io.centrifuge.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.centrifuge.KeyHash;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConsistentHashingTest {
    private static final double KEY_SPACE = Math.pow(2, 64);

    private static List<OwnerId> owners(int seed, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new OwnerId("host-" + seed + "-" + i + ".example"))
                .toList();
    }

    private static RangeMap<OwnerId> ownersOf(List<OwnerId> owners, int nodes) {
        return ConsistentHashing.assign(owners, nodes).map(Slot::owner);
    }

    @Property(tries = 200)
    void orderOfTheOwnersDoesNotMatter(
            @ForAll @IntRange(max = 100_000) int seed,
            @ForAll @IntRange(min = 1, max = 12) int count,
            @ForAll @IntRange(min = 1, max = 64) int nodes) {
        List<OwnerId> owners = owners(seed, count);
        List<OwnerId> shuffled = new ArrayList<>(owners);
        Collections.shuffle(shuffled, new Random(seed));
        RangeMap<Slot> plan = ConsistentHashing.assign(owners, nodes);
        assertThat(ConsistentHashing.assign(shuffled, nodes)).isEqualTo(plan);
        assertThat(ConsistentHashing.assign(owners, nodes)).isEqualTo(plan);
    }

    /** Each node has the keys from its point up to the next; the last one's go round through 0. */
    @Property(tries = 200)
    void oneRangeAVirtualNode(
            @ForAll @IntRange(max = 100_000) int seed,
            @ForAll @IntRange(min = 1, max = 12) int count,
            @ForAll @IntRange(min = 1, max = 64) int nodes) {
        RangeMap<Slot> plan = ConsistentHashing.assign(owners(seed, count), nodes);
        Map<Slot, List<KeyRange>> ranges =
                new TreeMap<>(Comparator.comparing(Slot::owner).thenComparingInt(Slot::index));
        for (Piece<Slot> piece : plan.pieces()) {
            ranges.computeIfAbsent(piece.value(), slot -> new ArrayList<>()).add(piece.range());
        }
        assertThat(ranges).hasSize(count * nodes);
        boolean goesRound = count * nodes > 1 && plan.value(0).equals(plan.value(plan.size() - 1));
        assertThat(plan.size()).isEqualTo(count * nodes + (goesRound ? 1 : 0));
        ranges.forEach((slot, has) -> {
            long point = KeyHash.of(slot.owner().value() + '\n' + slot.index());
            assertThat(plan.get(point)).isEqualTo(slot);
            assertThat(plan.get(point - 1).equals(slot)).isEqualTo(count * nodes == 1);
        });
    }

    @Property(tries = 200)
    void aJoinMovesKeysToTheJoinerAlone(
            @ForAll @IntRange(max = 100_000) int seed,
            @ForAll @IntRange(min = 1, max = 12) int count,
            @ForAll @IntRange(min = 1, max = 64) int nodes) {
        List<OwnerId> after = owners(seed, count + 1);
        OwnerId joiner = after.get(seed % after.size());
        List<OwnerId> before =
                after.stream().filter(owner -> !owner.equals(joiner)).toList();
        assertOnlyMovedFromOrTo(joiner, ownersOf(before, nodes), ownersOf(after, nodes));
        assertThat(ownersOf(before, nodes).any(joiner::equals)).isFalse();
        assertThat(ownersOf(after, nodes).any(joiner::equals)).isTrue();
    }

    /** With fewer owners a key's new owner is among the others: so a leave is a join undone. */
    private static void assertOnlyMovedFromOrTo(
            OwnerId joiner, RangeMap<OwnerId> without, RangeMap<OwnerId> with) {
        RangeMap<Boolean> wrong = without.zip(
                with, (fewer, more) -> more.equals(joiner) ? false : !fewer.equals(more));
        assertThat(wrong.any(is -> is)).isFalse();
    }

    @Test
    void aLeaveMovesTheLeaversKeysAlone() {
        List<OwnerId> before = owners(1, 10);
        RangeMap<OwnerId> plan = ownersOf(before, 64);
        for (OwnerId leaver : before) {
            List<OwnerId> rest =
                    before.stream().filter(owner -> !owner.equals(leaver)).toList();
            RangeMap<Boolean> moved = plan.zip(ownersOf(rest, 64), (old, now) -> !old.equals(now));
            assertThat(moved).isEqualTo(plan.map(leaver::equals));
        }
    }

    @Test
    void sharesAreRoughlyEven() {
        for (int seed = 0; seed < 20; seed++) {
            Map<OwnerId, Double> shares = new TreeMap<>();
            for (Piece<OwnerId> piece : ownersOf(owners(seed, 10), 64).pieces()) {
                shares.merge(piece.value(), widthOf(piece.range()), Double::sum);
            }
            assertThat(shares).hasSize(10);
            assertThat(Collections.max(shares.values())).isLessThan(2 * KEY_SPACE / 10);
            assertThat(Collections.min(shares.values())).isGreaterThan(KEY_SPACE / 10 / 2);
        }
    }

    private static double widthOf(KeyRange range) {
        long width = range.last() - range.start();
        return (width >>> 1) * 2.0 + (width & 1) + 1;
    }

    @Test
    void nothingToAssignTo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsistentHashing.assign(List.of(), 64))
                .withMessage("nothing to assign to: 0 owners with 64 virtual nodes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConsistentHashing.assign(owners(1, 2), 0))
                .withMessage("nothing to assign to: 2 owners with 0 virtual nodes");
    }
}
