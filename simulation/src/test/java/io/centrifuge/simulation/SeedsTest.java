package io.centrifuge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.simulation.scenario.FaultKind;
import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.scenario.Sizes;
import io.centrifuge.simulation.world.RunCounters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A short, fixed set of seeds; {@code ./centrifuge simulate} runs any others. To replay one that
 * fails here: {@code ./centrifuge simulate --seed S --events N}, with N as below.
 */
class SeedsTest {
    private static final int LONG = 100_000;
    private static final int SHORT = 15_000;
    private static final int SEEDS = 170;

    /** Owners; such worlds take as long as all others together, and one stands for them here. */
    private static final int LARGE = 50;

    /** Few owners with very many virtual nodes. */
    static final Sizes WIDE = new Sizes(1, 3, 2, 2, 2_500, 4);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void guaranteesHoldAfterEachOfManyEvents(long seed) {
        assertThat(Simulation.run(Scenario.of(seed, LONG)).failure()).isEmpty();
    }

    /** More pieces than an owner remembers of what it has given up. */
    @ParameterizedTest
    @ValueSource(longs = {2, 3})
    void guaranteesHoldWithThousandsOfPieces(long seed) {
        assertThat(Simulation.run(Scenario.of(seed, 2_000).with(WIDE)).failure())
                .isEmpty();
    }

    /** In the world of 50, a lease number that a merge gave is heard of late. */
    @ParameterizedTest
    @ValueSource(longs = {49, 50, 51})
    void guaranteesHoldWherePiecesMerge(long seed) {
        Scenario merging = Scenario.of(seed, 20_000).with(new Sizes(1, 6, 2, 2, 24, 40));
        assertThat(Simulation.run(merging).failure()).isEmpty();
    }

    /** Of a hundred owners. What is cut where it is too much at once is another test's. */
    @Test
    void guaranteesHoldInALargeWorld() {
        Scenario large = Scenario.of(226, SHORT);
        assertThat(large.sizes().owners()).isGreaterThan(LARGE);
        assertThat(Simulation.run(large).failure()).isEmpty();
    }

    /** A world in which nothing happens proves nothing. */
    @Test
    void guaranteesHoldUnderEveryKindOfFault() {
        RunCounters total = new RunCounters();
        List<RunResult> failed = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Scenario scenario = Scenario.of(seed, SHORT);
            if (scenario.sizes().owners() > LARGE) {
                continue;
            }
            RunResult outcome = Simulation.run(scenario);
            total.addWorld(outcome.counters());
            if (outcome.failure().isPresent()) {
                failed.add(outcome);
            }
        }
        assertThat(failed).isEmpty();
        for (FaultKind kind : FaultKind.values()) {
            assertThat(total.worldsWith(kind))
                    .as("of %d seeds, those in which %s", SEEDS, kind.text())
                    .isGreaterThanOrEqualTo(SEEDS / 10);
        }
        for (RunCounters.Count what : RunCounters.Count.values()) {
            assertThat(total.get(what)).as("%s", what).isPositive();
        }
    }
}
