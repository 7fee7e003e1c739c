package io.centrifuge.simulation;

import io.centrifuge.core.InvariantViolation;
import io.centrifuge.simulation.check.Checks;
import io.centrifuge.simulation.check.Violation;
import io.centrifuge.simulation.scenario.Scenario;
import io.centrifuge.simulation.world.Tally;
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

    public static Outcome run(Scenario scenario) {
        return run(scenario, Trace.silent());
    }

    /** Runs the scenario, with all that happens told to {@code trace}. */
    public static Outcome run(Scenario scenario, Trace trace) {
        World world = new World(scenario, trace);
        Optional<Outcome.Failure> failure = Optional.empty();
        try {
            Checks checks = new Checks(world);
            while (world.tally().get(Tally.Count.EVENTS) < scenario.events()) {
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
        return new Outcome(scenario, world.tally(), trace.hash(), world.faults(), failure);
    }

    private static Optional<Outcome.Failure> failed(World world, String invariant, String what) {
        return Optional.of(new Outcome.Failure(invariant, what, world.time()));
    }
}
