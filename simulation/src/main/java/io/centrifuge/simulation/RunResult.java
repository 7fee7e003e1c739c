package io.centrifuge.simulation;

import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.world.RunCounters;

import java.util.Optional;

/**
 * What became of one scenario.
 *
 * @param traceHash of all that happened: the same scenario always gives the same
 * @param faults how many of the seed's discrete faults had come, also those left out
 * @param failure empty if every guarantee held
 */
public record RunResult(
        Scenario scenario,
        RunCounters counters,
        long traceHash,
        int faults,
        Optional<Failure> failure) {
    /**
     * A guarantee that was broken.
     *
     * @param invariant which
     * @param what how it was broken
     * @param nanos the true time at which that was seen
     */
    public record Failure(String invariant, String what, long nanos) {}
}
