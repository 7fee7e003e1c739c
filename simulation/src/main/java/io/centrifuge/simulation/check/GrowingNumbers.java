package io.centrifuge.simulation.check;

import io.centrifuge.ServiceName;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.simulation.world.Observation;
import io.centrifuge.simulation.world.World;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * G4: an LSN is never used twice, also not in two histories, and a lease number is the LSN of the
 * record that granted it. So lease numbers only grow.
 */
final class GrowingNumbers implements Check {
    private static final String NAME = "lease numbers only grow";

    private final World world;
    private final Map<ServiceName, Long> highest = new TreeMap<>();

    GrowingNumbers(World world) {
        this.world = world;
    }

    @Override
    public void see(Observation observation) {
        if (observation instanceof Observation.Committed committed
                && committed.record() instanceof TableRecord record) {
            LeaseTable before = committed.before().table(record.service());
            LeaseTable after = committed.after().table(record.service());
            if (after.lsn() != before.lsn()) {
                grows(record.service(), after.lsn());
                before.entries().zip(after.entries(), (old, now) -> changed(old, now, after));
            }
        } else if (observation instanceof Observation.Restored restored) {
            for (ServiceName service : world.services()) {
                grows(service, restored.after().table(service).lsn());
            }
        }
    }

    private void grows(ServiceName service, long lsn) {
        Long last = highest.put(service, lsn);
        if (last != null && lsn <= last) {
            throw new Violation(NAME, "LSN %d of %s after %d".formatted(lsn, service, last));
        }
    }

    private static boolean changed(LeaseEntry old, LeaseEntry now, LeaseTable after) {
        boolean granted = now.holder() != null
                && (now.number() != old.number() || !Objects.equals(now.holder(), old.holder()));
        if (granted && now.number() != after.lsn()) {
            throw new Violation(NAME, "%s became %s at %d".formatted(old, now, after.lsn()));
        }
        if (!granted && now.number() != old.number()) {
            throw new Violation(NAME, "number changed without a grant: " + now);
        }
        return granted;
    }
}
