package io.centrifuge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
    private static final long MILLI = 1_000_000;

    private final Availability one = new Availability(1, 100 * MILLI);

    private void answeredAt(long... millis) {
        for (long at : millis) {
            one.answered(0, at * MILLI);
        }
    }

    private long longest(long from, long to) {
        return one.longest(from * MILLI, to * MILLI)[0];
    }

    @Test
    void answersInTimeMakeNoGap() {
        answeredAt(0, 100, 200, 290, 400, 500);
        assertThat(longest(100, 400)).isEqualTo(10);
        assertThat(longest(350, 390)).isZero();
        assertThat(longest(120, 180)).isZero();
    }

    @Test
    void aGapCountsFromTheAnswerBeforeToTheAnswerAfterLessThePeriod() {
        answeredAt(0, 100, 4_100, 4_200);
        assertThat(longest(150, 4_150)).isEqualTo(3_900);
        assertThat(longest(50, 4_150)).isEqualTo(3_900);
    }

    @Test
    void aGapCountsWholeAndOnlyInTheWindowInWhichItBegins() {
        answeredAt(0, 1_000, 1_100, 1_200, 3_000);
        assertThat(longest(50, 900)).isEqualTo(900);
        assertThat(longest(900, 1_150)).isZero();
        assertThat(longest(1_150, 2_000)).isEqualTo(1_700);
        assertThat(longest(1_050, 1_150)).isZero();
    }

    @Test
    void withoutAnswersTheWholeWindowIsAGap() {
        assertThat(longest(1_000, 3_000)).isEqualTo(1_900);
    }

    @Test
    void theLastAnswerLeavesAGapToTheWindowsEnd() {
        answeredAt(0, 100, 200);
        assertThat(longest(50, 1_200)).isEqualTo(900);
    }

    @Test
    void manyAnswersAreKept() {
        LongStream.range(0, 5_000).forEach(i -> answeredAt(i * 100));
        assertThat(longest(0, 499_900)).isZero();
    }

    @Test
    void probesAreSortedAndThePercentileIsTheNearestRank() {
        Availability two = new Availability(2, 100 * MILLI);
        two.answered(0, 0);
        two.answered(0, 900 * MILLI);
        two.answered(1, 0);
        two.answered(1, 300 * MILLI);
        two.answered(1, 900 * MILLI);
        assertThat(two.longest(0, 800 * MILLI)).containsExactly(500, 800);

        long[] hundred = LongStream.rangeClosed(1, 100).toArray();
        assertThat(Availability.percentile95(hundred)).isEqualTo(95);
        assertThat(Availability.max(hundred)).isEqualTo(100);
        assertThat(Availability.percentile95(new long[] {7})).isEqualTo(7);
    }
}
