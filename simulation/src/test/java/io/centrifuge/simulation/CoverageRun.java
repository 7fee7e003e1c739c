package io.centrifuge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.scenario.Sizes;
import io.centrifuge.simulation.world.Trace;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What {@code ./build coverage} measures core's coverage by: more seeds than {@link SeedsTest},
 * with its worlds of many pieces, and some with a trace. No part of the ordinary build, for its
 * name doesn't end in Test.
 */
class CoverageRun {
    private static final int EVENTS = 20_000;
    private static final int SEEDS = 400;
    private static final int MERGING = 120;
    private static final int WIDE = 12;
    private static final int TRACED = 5;

    private static Stream<Scenario> scenarios() {
        Stream<Scenario> all =
                LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> Scenario.of(seed, EVENTS));
        Stream<Scenario> merging = LongStream.rangeClosed(1, MERGING)
                .mapToObj(seed -> Scenario.of(seed, EVENTS).with(new Sizes(1, 6, 2, 2, 16, 12)));
        Stream<Scenario> wide = LongStream.rangeClosed(1, WIDE)
                .mapToObj(seed -> Scenario.of(seed, 2_500).with(SeedsTest.WIDE));
        return Stream.of(all, merging, wide).flatMap(scenario -> scenario);
    }

    @Test
    void guaranteesHoldInAllThatIsMeasured() {
        List<RunResult> failed = scenarios()
                .map(scenario -> scenario.seed() <= TRACED && scenario.events() == EVENTS
                        ? Simulation.run(scenario, Trace.to(line -> {}))
                        : Simulation.run(scenario))
                .filter(outcome -> outcome.failure().isPresent())
                .toList();
        assertThat(failed).isEmpty();
    }
}
