package io.centrifuge.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.centrifuge.KeyRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * {@link RangeMap} against an array with one value for each cell between the interesting key
 * hashes.
 */
class RangeMapTest {
    /** The first key hash of each cell; the last cell is the one key hash 2^64 - 1. */
    private static final long[] CUTS = {
        0,
        1,
        2,
        0x1000,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        0xc000_0000_0000_0000L,
        -2,
        -1
    };

    private static final int CELLS = CUTS.length;

    /** The cells {@code from <= cell < to} get {@code value}. */
    record Paint(int from, int to, int value) {
        KeyRange range() {
            return new KeyRange(CUTS[from], to == CELLS ? 0 : CUTS[to]);
        }

        Piece<Integer> piece() {
            return new Piece<>(range(), value);
        }
    }

    @Provide
    Arbitrary<Paint> paint() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, CELLS - 1),
                        Arbitraries.integers().between(1, CELLS),
                        Arbitraries.integers().between(0, 2))
                .as((from, length, value) ->
                        new Paint(from, Math.min(CELLS, from + length), value));
    }

    @Provide
    Arbitrary<List<Paint>> paints() {
        return paint().list().ofMaxSize(8);
    }

    private static RangeMap<Integer> mapOf(List<Paint> paints) {
        RangeMap<Integer> map = RangeMap.of(0);
        for (Paint paint : paints) {
            map = map.with(paint.range(), paint.value());
        }
        return map;
    }

    private static int[] modelOf(List<Paint> paints) {
        int[] model = new int[CELLS];
        paints.forEach(paint -> Arrays.fill(model, paint.from(), paint.to(), paint.value()));
        return model;
    }

    /** Says the same of every key, in as few pieces as that takes, in order and without a gap. */
    private static void assertSame(RangeMap<Integer> map, int[] model) {
        int pieces = 1;
        for (int cell = 0; cell < CELLS; cell++) {
            assertThat(map.get(CUTS[cell])).isEqualTo(model[cell]);
            long last = cell + 1 == CELLS ? -1 : CUTS[cell + 1] - 1;
            assertThat(map.get(last)).isEqualTo(model[cell]);
            pieces += cell > 0 && model[cell] != model[cell - 1] ? 1 : 0;
        }
        assertThat(map.size()).isEqualTo(pieces);
        assertThat(map.pieces()).hasSize(pieces);
        long start = 0;
        for (int i = 0; i < pieces; i++) {
            assertThat(map.range(i).start()).isEqualTo(start);
            assertThat(map.indexOf(map.range(i).start())).isEqualTo(i);
            assertThat(map.indexOf(map.range(i).last())).isEqualTo(i);
            assertThat(map.pieces().get(i)).isEqualTo(new Piece<>(map.range(i), map.value(i)));
            start = map.range(i).end();
        }
        assertThat(start).isZero();
    }

    @Property
    void withChangesTheRangeAndNothingElse(@ForAll("paints") List<Paint> paints) {
        assertSame(mapOf(paints), modelOf(paints));
    }

    @Property
    void equalExactlyIfTheySayTheSame(
            @ForAll("paints") List<Paint> a, @ForAll("paints") List<Paint> b) {
        boolean same = Arrays.equals(modelOf(a), modelOf(b));
        assertThat(mapOf(a).equals(mapOf(b))).isEqualTo(same);
        if (same) {
            assertThat(mapOf(a)).hasSameHashCodeAs(mapOf(b));
        }
    }

    /** The same cells painted one by one, from the last, give an equal map. */
    @Property
    void canonicalHoweverItCameAbout(@ForAll("paints") List<Paint> paints) {
        int[] model = modelOf(paints);
        RangeMap<Integer> cellByCell = RangeMap.of(7);
        for (int cell = CELLS - 1; cell >= 0; cell--) {
            cellByCell = cellByCell.with(new Paint(cell, cell + 1, 0).range(), model[cell]);
        }
        assertThat(cellByCell).isEqualTo(mapOf(paints)).hasSameHashCodeAs(mapOf(paints));
        assertThat(cellByCell).hasToString(mapOf(paints).toString());
    }

    @Property
    void overlayTakesAllOrRefusesOverlaps(
            @ForAll("paints") List<Paint> before, @ForAll("paints") List<Paint> paints) {
        RangeMap<Integer> map = mapOf(before);
        List<Piece<Integer>> pieces = paints.stream().map(Paint::piece).toList();
        int[] times = new int[CELLS];
        paints.forEach(paint -> {
            for (int cell = paint.from(); cell < paint.to(); cell++) {
                times[cell]++;
            }
        });
        if (Arrays.stream(times).anyMatch(count -> count > 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> map.overlay(pieces))
                    .withMessageStartingWith("ranges overlap at [");
        } else {
            int[] model = modelOf(before);
            paints.forEach(paint -> Arrays.fill(model, paint.from(), paint.to(), paint.value()));
            assertSame(map.overlay(pieces), model);
            assertThat(RangeMap.of(0, pieces)).isEqualTo(mapOf(paints));
        }
    }

    /** Most random lists of paints overlap; this one never does. */
    @Property
    void overlayOfManyPieces(
            @ForAll("paints") List<Paint> before, @ForAll("paints") List<Paint> p) {
        int[] wanted = modelOf(p);
        int[] model = modelOf(before);
        List<Piece<Integer>> pieces = new ArrayList<>();
        for (int cell = CELLS - 1; cell >= 0; cell--) {
            if (wanted[cell] != 0) {
                model[cell] = wanted[cell];
                pieces.add(new Paint(cell, cell + 1, wanted[cell]).piece());
            }
        }
        assertSame(mapOf(before).overlay(pieces), model);
    }

    @Property
    void zipIsCellByCell(@ForAll("paints") List<Paint> a, @ForAll("paints") List<Paint> b) {
        int[] model = modelOf(a);
        int[] other = modelOf(b);
        for (int cell = 0; cell < CELLS; cell++) {
            model[cell] = model[cell] * 3 % 4 - other[cell];
        }
        assertSame(mapOf(a).zip(mapOf(b), (x, y) -> x * 3 % 4 - y), model);
    }

    @Property
    void mapIsCellByCellAndJoinsWhatBecomesEqual(@ForAll("paints") List<Paint> paints) {
        int[] model = Arrays.stream(modelOf(paints)).map(value -> value / 2).toArray();
        assertSame(mapOf(paints).map(value -> value / 2), model);
    }

    @Property
    void piecesWithinARangeAreCutToIt(
            @ForAll("paints") List<Paint> paints, @ForAll("paint") Paint within) {
        RangeMap<Integer> map = mapOf(paints);
        List<Piece<Integer>> pieces = map.pieces(within.range());
        assertThat(pieces.getFirst().range().start()).isEqualTo(within.range().start());
        assertThat(pieces.getLast().range().end()).isEqualTo(within.range().end());
        for (int i = 1; i < pieces.size(); i++) {
            assertThat(pieces.get(i).range().start())
                    .isEqualTo(pieces.get(i - 1).range().end());
            assertThat(pieces.get(i).value()).isNotEqualTo(pieces.get(i - 1).value());
        }
        int[] model = new int[CELLS];
        Arrays.fill(model, 9);
        System.arraycopy(
                modelOf(paints), within.from(), model, within.from(), within.to() - within.from());
        assertSame(RangeMap.of(9).overlay(pieces), model);
    }

    @Property
    void piecesByValue(@ForAll("paints") List<Paint> paints) {
        RangeMap<Integer> map = mapOf(paints);
        List<Piece<Integer>> ones = map.pieces(value -> value == 1);
        assertThat(RangeMap.of(0, ones)).isEqualTo(map.map(value -> value == 1 ? 1 : 0));
        assertThat(map.any(value -> value == 1)).isEqualTo(!ones.isEmpty());
    }

    @Test
    void oneValueEverywhereIsOnePiece() {
        RangeMap<String> map = RangeMap.of("a");
        assertThat(map.pieces()).containsExactly(new Piece<>(KeyRange.ALL, "a"));
        assertThat(map.overlay(List.of())).isSameAs(map);
        assertThat(map.with(KeyRange.ALL, "b")).isEqualTo(RangeMap.of("b"));
        assertThat(map).isNotEqualTo("a");
    }

    /** The end of one range being the end of the key space must not read as its beginning. */
    @Test
    void overlapAtTheEndOfTheKeySpaceIsSeen() {
        List<Piece<Integer>> pieces =
                List.of(new Piece<>(new KeyRange(-2, 0), 1), new Piece<>(new KeyRange(-1, 0), 2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RangeMap.of(0, pieces))
                .withMessage("ranges overlap at [ffffffffffffffff, ffffffffffffffff+)");
    }

    @Test
    void fromStarts() {
        assertThat(RangeMap.ofStarts(new long[] {0, 5, -2}, i -> i == 1 ? "b" : "a"))
                .isEqualTo(RangeMap.of("a").with(new KeyRange(5, -2), "b"));
        assertThat(RangeMap.ofStarts(new long[] {0, 5}, i -> "a")).isEqualTo(RangeMap.of("a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RangeMap.ofStarts(new long[] {1}, i -> "a"))
                .withMessage("piece 0 can't begin at 0000000000000001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RangeMap.ofStarts(new long[] {0, -1, 5}, i -> "a"))
                .withMessage("piece 2 can't begin at 0000000000000005");
    }
}
