package io.centrifuge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LossCause;
import io.centrifuge.OwnerId;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TableMovesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Ranges of equal size. */
    private static RangeMap<LeaseEntry> table(int ranges, IntFunction<LeaseEntry> entry) {
        long[] starts = LongStream.range(0, ranges)
                .map(i -> i * Long.divideUnsigned(-1, ranges))
                .toArray();
        return RangeMap.ofStarts(starts, entry);
    }

    private static OwnerRef owner(int number) {
        return new OwnerRef(new OwnerId("back-" + number), 1);
    }

    private static LeaseEntry held(int owner, long number) {
        return new LeaseEntry(owner(owner), number, number, LossCause.EXPIRED);
    }

    private static LeaseEntry free(long number, long stateSince) {
        return new LeaseEntry(null, number, stateSince, LossCause.EXPIRED);
    }

    @Test
    void aCrashIsOneMoveThoughItsRangesWentToMany() {
        RangeMap<LeaseEntry> before = table(100, i -> held(i % 10, i + 1));
        TableMoves moves = new TableMoves(before);
        moves.become(before.map(entry -> entry.isHeldBy(owner(3)) ? free(1, 200) : entry), 0);
        assertThat(moves.isDue(TableMoves.QUIET_NANOS - 1)).isFalse();
        RangeMap<LeaseEntry> after = table(
                100, i -> i % 10 == 3 ? held((i / 10 % 9 + 4) % 10, 201) : held(i % 10, i + 1));
        moves.become(after, SECOND / 10);

        assertThat(moves.isDue(SECOND / 10 + TableMoves.QUIET_NANOS)).isTrue();
        List<TableMove> taken = moves.take();
        assertThat(taken).hasSize(1);
        TableMove move = taken.getFirst();
        assertThat(move.from()).containsExactly(Optional.of(owner(3)));
        assertThat(move.to()).hasSize(9).contains(Optional.of(owner(4)));
        assertThat(move.ranges()).hasSize(10);
        assertThat(move.share()).isBetween(0.0999, 0.1001);
        assertThat(move.losses()).isEqualTo(10);
        assertThat(move.causes()).containsExactly(LossCause.EXPIRED);
        assertThat(move.unownedNanos()).isEqualTo(SECOND / 10);
        assertThat(moves.isDue(100 * SECOND)).isFalse();
        assertThat(moves.take()).isEmpty();
    }

    @Test
    void aJoinIsOneMoveThoughItsRangesCameFromMany() {
        TableMoves moves = new TableMoves(table(100, i -> held(i % 10, 1)));
        moves.become(
                table(100, i -> i >= 90 ? new LeaseEntry(owner(10), 5, 1) : held(i % 10, 1)), 0);
        assertThat(moves.take()).singleElement().satisfies(move -> {
            assertThat(move.from()).hasSize(10);
            assertThat(move.to()).containsExactly(Optional.of(owner(10)));
            assertThat(move.losses()).isZero();
            assertThat(move.unownedNanos()).isZero();
        });
    }

    @Test
    void theFirstGrantsToThousandsAreOneMove() {
        TableMoves moves = new TableMoves(RangeMap.of(LeaseEntry.NEVER_LEASED));
        moves.become(table(640_000, i -> held(i % 10_000, 1)), SECOND);
        assertThat(moves.take()).singleElement().satisfies(move -> {
            assertThat(move.to()).hasSize(10_000);
            assertThat(move.unownedNanos()).as("nobody knows since when").isZero();
        });
    }

    @Test
    void eachRestartIsAMoveOfItsOwn() {
        TableMoves moves = new TableMoves(table(64_000, i -> held(i % 1_000, 1)));
        moves.become(
                table(
                        64_000,
                        i -> new LeaseEntry(
                                new OwnerRef(new OwnerId("back-" + i % 1_000), 2), 2, 2)),
                SECOND);
        assertThat(moves.take()).hasSize(1_000).allMatch(move -> move.losses() == 64);
    }

    @Test
    void aGapThatLastsIsCountedToItsEnd() {
        TableMoves moves = new TableMoves(RangeMap.of(held(1, 1)));
        moves.become(RangeMap.of(free(1, 2)), SECOND);
        assertThat(moves.take()).singleElement().satisfies(move -> {
            assertThat(move.to()).containsExactly(Optional.empty());
            assertThat(move.unownedNanos()).isZero();
        });
        moves.become(RangeMap.of(held(2, 3)), 13 * SECOND);
        assertThat(moves.take()).singleElement().satisfies(move -> {
            assertThat(move.from()).containsExactly(Optional.empty());
            assertThat(move.unownedNanos()).isEqualTo(12 * SECOND);
        });
    }

    @Test
    void changesWithoutAnEndAreTakenInTheMidst() {
        TableMoves moves = new TableMoves(RangeMap.of(held(1, 1)));
        long now = 0;
        for (int i = 2; now < TableMoves.LONGEST_NANOS; i++) {
            moves.become(RangeMap.of(held(i, i)), now);
            now += SECOND / 10;
        }
        assertThat(moves.isDue(now)).isTrue();
    }

    @Test
    void theMovesTellOfEachDifferenceOnce() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 200; i++) {
            RangeMap<LeaseEntry> before = table(40, r -> held(random.nextInt(5), 1));
            RangeMap<LeaseEntry> after = table(40, r -> held(random.nextInt(5), 1));
            List<TableDifference> all = TableDifference.between(before, after, RangeMap.of(0L));
            List<TableDifference> told = new ArrayList<>();
            for (TableMove move : TableMove.of(all)) {
                assertThat(move.from().size() == 1 || move.to().size() == 1).isTrue();
                told.addAll(move.ranges());
            }
            assertThat(told).containsExactlyInAnyOrderElementsOf(all);
        }
    }
}
