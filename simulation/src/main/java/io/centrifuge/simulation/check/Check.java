package io.centrifuge.simulation.check;

import io.centrifuge.simulation.world.Observation;

/** One guarantee, checked by a model that knows nothing of how the machines work. */
interface Check {
    /**
     * One of the facts of the event that just happened, in order.
     *
     * @throws Violation if the guarantee is broken
     */
    void see(Observation observation);
}
