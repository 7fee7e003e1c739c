package io.centrifuge.core.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangeIndexTest {
    private final SplittableRandom random = new SplittableRandom(20_261);

    /** Points anywhere, some at the very start of a share, some many in one share. */
    private RangeMap<Integer> map(int pieces, LongUnaryOperator point) {
        TreeSet<Long> starts = new TreeSet<>(Long::compareUnsigned);
        starts.add(0L);
        while (starts.size() < pieces) {
            starts.add(point.applyAsLong(random.nextLong()));
        }
        return RangeMap.ofStarts(
                starts.stream().mapToLong(Long::longValue).toArray(), index -> index);
    }

    private void assertSame(RangeMap<Integer> map) {
        RangeIndex index = new RangeIndex(map);
        for (int i = 0; i < map.size(); i++) {
            KeyRange range = map.range(i);
            for (long near : new long[] {-1, 0, 1}) {
                assertSame(map, index, range.start() + near);
                assertSame(map, index, range.last() + near);
            }
        }
        for (int i = 0; i < 2_000; i++) {
            assertSame(map, index, random.nextLong());
            assertSame(map, index, random.nextLong() << random.nextInt(64));
            assertSame(map, index, random.nextLong() | -1L >>> random.nextInt(64));
        }
    }

    private static void assertSame(RangeMap<Integer> map, RangeIndex index, long hash) {
        if (index.indexOf(hash) != map.indexOf(hash)) {
            assertThat(index.indexOf(hash)).as("%016x", hash).isEqualTo(map.indexOf(hash));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 127, 128, 129, 1_000, 7_000, 16_000, 40_000, 70_000})
    void itFindsWhatASearchFinds(int pieces) {
        assertSame(map(pieces, point -> point));
        assertSame(map(pieces, point -> Long.MIN_VALUE + (point & 0xf_ffff)));
        assertSame(map(pieces, point -> point & -1L << 40));
        assertSame(map(pieces, point -> point | -1L >>> 24));
    }
}
