package io.centrifuge.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The machines under adversarial schedules: loss, crossing, repetition, reordering, restarts,
 * pauses, skewed and stopped clocks, manager restarts and takeovers. To run one seed again, name it
 * as the only value.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomScheduleTest {
    private static final int EVENTS = 100_000;

    private final Map<String, Integer> seen = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void guaranteesHoldAfterEveryEvent(long seed) {
        World world = new World(seed);
        world.run(EVENTS);
        world.checks.seen.forEach((what, times) -> seen.merge(what, times, Integer::sum));
    }

    /** A schedule in which nothing happens proves nothing. */
    @AfterAll
    void everythingHappened() {
        assertThat(seen)
                .containsKeys(
                        "Joined",
                        "Left",
                        "Drained",
                        "Freed",
                        "Granted",
                        "Transferred",
                        "Merged",
                        "Hello",
                        "NotLeading",
                        "Superseded",
                        "Numbers",
                        "Leases",
                        "Whole",
                        "Changes",
                        "Behind",
                        "ended by clock",
                        "loss seen",
                        "shut down");
    }
}
