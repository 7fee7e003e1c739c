package io.centrifuge.simulation.check;

import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.simulation.world.Observation;
import io.centrifuge.simulation.world.World;

/** No two terms are in effect at once: who speaks as leader of a term, speaks in the newest. */
final class OneTerm implements Check {
    private final World world;

    OneTerm(World world) {
        this.world = world;
    }

    @Override
    public void see(Observation observation) {
        if (observation instanceof Observation.Said said) {
            long term = termOf(said.message());
            long newest = world.store().state().leader().term();
            if (term != 0 && term != newest) {
                throw new Violation(
                        "no two terms are in effect at once",
                        "%s speaks in term %d, when term %d is committed"
                                .formatted(said.manager().name(), term, newest));
            }
        }
    }

    private static long termOf(ManagerMessage message) {
        return switch (message) {
            case ManagerMessage.Hello hello -> hello.term();
            case ManagerMessage.NotLeading notLeading -> 0;
            case ManagerMessage.Superseded superseded -> superseded.term();
            case ManagerMessage.OutOfStep outOfStep -> outOfStep.term();
            case ManagerMessage.Leases list -> list.term();
        };
    }
}
