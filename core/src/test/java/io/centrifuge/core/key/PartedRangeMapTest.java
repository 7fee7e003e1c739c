package io.centrifuge.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.centrifuge.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link PartedRangeMap} against {@link RangeMap}. */
class PartedRangeMapTest {
    private final SplittableRandom random = new SplittableRandom(20_261);

    private static void assertSame(PartedRangeMap<Integer> parted, RangeMap<Integer> map) {
        assertThat(parted.whole()).isEqualTo(map);
        for (Piece<Integer> piece : map.pieces()) {
            assertThat(parted.get(piece.range().start())).isEqualTo(piece.value());
            assertThat(parted.get(piece.range().last())).isEqualTo(piece.value());
        }
    }

    /** The map grows from one piece, so that it is divided again, and shrinks at the end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 48, 60})
    void changeAfterChangeItSaysTheSame(int shift) {
        RangeMap<Integer> map = RangeMap.of(0);
        PartedRangeMap<Integer> parted = PartedRangeMap.of(map);
        for (int i = 0; i < 300; i++) {
            List<Piece<Integer>> changes = changes(map, shift);
            map = map.overlay(changes);
            parted = parted.overlay(changes);
            assertSame(parted, map);
            KeyRange within = within(random.nextLong() >>> shift, random.nextLong() >>> shift);
            List<Piece<Integer>> seen = new ArrayList<>();
            parted.forEach(
                    within,
                    (start, end, value) -> seen.add(new Piece<>(new KeyRange(start, end), value)));
            assertThat(RangeMap.of(-1, seen)).isEqualTo(RangeMap.of(-1, map.pieces(within)));
        }
        assertThat(map.size()).isGreaterThan(shift == 0 ? 1_000 : 1);
        map = map.with(KeyRange.ALL, 7);
        parted = parted.overlay(map.pieces());
        assertSame(parted, map);
    }

    /** Of every second piece some are painted over, alone or with the gap behind. */
    private List<Piece<Integer>> changes(RangeMap<Integer> map, int shift) {
        RangeMap<Boolean> cut = RangeMap.of(false);
        for (int i = 0; i < 20; i++) {
            long point = random.nextLong() >>> shift;
            cut = cut.with(within(point, point + (random.nextLong() >>> 56)), i % 2 == 0);
        }
        List<Piece<Integer>> changes = new ArrayList<>();
        for (Piece<Boolean> piece : cut.pieces()) {
            if (piece.value() || (random.nextInt(8) == 0 && map.size() < 100)) {
                changes.add(new Piece<>(piece.range(), random.nextInt(4)));
            }
        }
        return changes;
    }

    private static KeyRange within(long a, long b) {
        boolean inOrder = Long.compareUnsigned(a, b) <= 0;
        return new KeyRange(inOrder ? a : b, (inOrder ? b : a) + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 31, 32, 33, 5_000})
    void aWholeMapIsCutAndPutTogether(int pieces) {
        long step = pieces == 1 ? 0 : Long.divideUnsigned(-1, pieces);
        long[] starts = new long[pieces];
        for (int i = 0; i < pieces; i++) {
            starts[i] = i * step;
        }
        RangeMap<Integer> map = RangeMap.ofStarts(starts, i -> i);
        assertSame(PartedRangeMap.of(map), map);
    }

    @Test
    void rangesThatOverlapAreRefused() {
        PartedRangeMap<Integer> map = PartedRangeMap.of(RangeMap.of(0));
        Piece<Integer> all = new Piece<>(KeyRange.ALL, 1);
        Piece<Integer> early = new Piece<>(new KeyRange(5, 8), 2);
        Piece<Integer> late = new Piece<>(new KeyRange(-8, -5), 3);
        for (Piece<Integer> other : List.of(all, early, late)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> map.overlay(List.of(all, other)))
                    .withMessageContaining("overlap");
        }
    }
}
