package io.centrifuge.simulation.check;

import io.centrifuge.simulation.world.Observation;

/** What can't be safe is refused when it is configured, with a reason, before anything runs. */
final class RefusedMistakes implements Check {
    @Override
    public void see(Observation observation) {
        if (observation instanceof Observation.Mistaken mistaken) {
            String refusal = mistaken.refusal();
            if (refusal == null || refusal.isBlank()) {
                throw new Violation(
                        "a mistake is refused with a reason", "accepted: " + mistaken.what());
            }
        }
    }
}
