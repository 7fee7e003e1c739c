package io.centrifuge.simulation.check;

import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.state.Lease;
import io.centrifuge.simulation.world.Observation;
import io.centrifuge.simulation.world.OwnerProcess;

import java.util.Map;
import java.util.TreeMap;

/**
 * A lease number that ended at an owner, for whatever reason, never comes back there, for any key:
 * when it was no longer shown, and when the clocks had ended it at the time of an event.
 */
final class EndedNumbers implements Check {
    /** Of each owner's process and key, the lowest number that may be shown from now on. */
    private final Map<String, RangeMap<Long>> lowest = new TreeMap<>();

    @Override
    public void see(Observation observation) {
        if (observation instanceof Observation.Asked asked) {
            OwnerSnapshot visible = asked.owner().visible();
            if (visible.remainingNanos(asked.now()) <= 0 && visible.leases().any(Lease::isHeld)) {
                end(asked.owner(), visible.leases(), RangeMap.of(Lease.NONE));
            }
        } else if (observation instanceof Observation.Published published) {
            published(published);
        }
    }

    private void published(Observation.Published published) {
        OwnerProcess owner = published.owner();
        RangeMap<Lease> before = published.before().leases();
        RangeMap<Lease> now = owner.visible().leases();
        now.zip(of(owner), (lease, least) -> {
            if (lease.isHeld() && lease.number() < least) {
                throw new Violation(
                        "an ended number never comes back",
                        "%s shows number %d, and may not below %d"
                                .formatted(owner.name(), lease.number(), least));
            }
            return false;
        });
        if (!before.equals(now)) {
            end(owner, before, now);
        }
    }

    private RangeMap<Long> of(OwnerProcess owner) {
        return lowest.getOrDefault(owner.name(), RangeMap.of(0L));
    }

    private void end(OwnerProcess owner, RangeMap<Lease> before, RangeMap<Lease> now) {
        RangeMap<Long> ending = before.zip(
                now, (old, next) -> old.number() == next.number() ? 0L : old.number() + 1);
        lowest.put(owner.name(), of(owner).zip(ending, Math::max));
    }
}
