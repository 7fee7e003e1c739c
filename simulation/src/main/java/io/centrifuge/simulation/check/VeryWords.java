package io.centrifuge.simulation.check;

import io.centrifuge.simulation.world.Observation;

/** What is said by reference is heard as it was said. */
final class VeryWords implements Check {
    @Override
    public void see(Observation observation) {
        if (observation instanceof Observation.Understood heard
                && !heard.said().equals(heard.understood())) {
            throw new Violation(
                    "what is said by reference is heard as it was said",
                    "between %s and its manager, %s was heard as %s"
                            .formatted(heard.owner().name(), heard.said(), heard.understood()));
        }
    }
}
