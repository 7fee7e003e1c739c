package io.centrifuge.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BackoffTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    /** Else a client whose managers were all away is late to find the one that is back. */
    @Test
    void allManagersAreTriedWithinOneLongPause() {
        for (int seed = 0; seed < 200; seed++) {
            Backoff backoff = new Backoff(new SplittableRandom(seed), 5, 2 * SECOND);
            for (int i = 0; i < 200; i++) {
                backoff.failed();
            }
            for (int offset = 0; offset < 5; offset++) {
                long pauses = 0;
                for (int i = 0; i < 5; i++) {
                    pauses += backoff.failed();
                }
                assertThat(pauses).isLessThanOrEqualTo(2 * SECOND + 4 * 100 * MILLI);
                backoff.failed();
            }
        }
    }

    @Test
    void pausesGrowWithTheRoundsAndAreBounded() {
        Backoff backoff = new Backoff(new SplittableRandom(1), 2, SECOND);
        long longest = 0;
        for (int round = 1; round < 100; round++) {
            assertThat(backoff.failed()).isBetween(10 * MILLI, 100 * MILLI);
            long pause = backoff.failed();
            assertThat(pause)
                    .isBetween(10 * MILLI, Math.min(SECOND, (100 * MILLI) << Math.min(round, 10)));
            longest = Math.max(longest, pause);
        }
        assertThat(longest).isGreaterThan(SECOND / 2);
        backoff.heard();
        backoff.failed();
        assertThat(backoff.failed()).isLessThanOrEqualTo(200 * MILLI);
    }

    @Test
    void refusesWhatCannotBe() {
        SplittableRandom random = new SplittableRandom(1);
        assertThatThrownBy(() -> new Backoff(random, 0, SECOND)).hasMessageContaining("0 managers");
        assertThatThrownBy(() -> new Backoff(random, 1, MILLI)).hasMessageContaining("1000000 ns");
    }
}
