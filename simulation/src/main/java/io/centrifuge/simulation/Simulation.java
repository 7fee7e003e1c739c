package io.centrifuge.simulation;

import io.centrifuge.core.InvariantViolation;
import io.centrifuge.simulation.check.Checks;
import io.centrifuge.simulation.check.Violation;
import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.world.RunCounters;
import io.centrifuge.simulation.world.Trace;
import io.centrifuge.simulation.world.World;

import java.util.Optional;

/**
 * Runs one scenario: the production machines in virtual time, with every guarantee checked after
 * every event; first with faults, for safety, then without, for liveness. Everything follows from
 * the scenario alone. Stateless.
 */
public final class Simulation {
    private Simulation() {}

    public static RunResult run(Scenario scenario) {
        return run(scenario, Trace.silent());
    }

    /** Runs the scenario, with all that happens told to {@code trace}. */
    public static RunResult run(Scenario scenario, Trace trace) {
        World world = new World(scenario, trace);
        Optional<RunResult.Failure> failure = Optional.empty();
        try {
            Checks checks = new Checks(world);
            while (world.counters().get(RunCounters.Count.EVENTS) < scenario.events()) {
                world.step();
                checks.afterEvent();
            }
            new Liveness(world, checks).check();
        } catch (Violation broken) {
            failure = failed(world, broken.invariant(), broken.what());
        } catch (InvariantViolation halted) {
            failure = failed(world, "no machine halts", String.valueOf(halted.getMessage()));
        } catch (RuntimeException bug) {
            String where = bug.getStackTrace().length == 0 ? "" : " at " + bug.getStackTrace()[0];
            failure = failed(world, "no machine fails", bug + where);
        }
        world.close();
        return new RunResult(scenario, world.counters(), trace.hash(), world.faults(), failure);
    }

    private static Optional<RunResult.Failure> failed(World world, String invariant, String what) {
        return Optional.of(new RunResult.Failure(invariant, what, world.time()));
    }
}
