package io.centrifuge.simulation.check;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.simulation.scenario.Sizes;
import io.centrifuge.simulation.world.Observation;
import io.centrifuge.simulation.world.World;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The table's pieces are bounded: by the boundaries that any plan of it has had, and once all is
 * quiet, by four a planned range.
 */
public final class BoundedPieces implements Check {
    private static final int PIECES_PER_RANGE = 4;

    private final World world;

    /** All names that ever were here: each adds its virtual nodes' boundaries. */
    private final Map<ServiceName, Set<OwnerId>> names = new TreeMap<>();

    BoundedPieces(World world) {
        this.world = world;
    }

    @Override
    public void see(Observation observation) {
        if (observation instanceof Observation.Committed committed
                && committed.record() instanceof TableRecord record
                && committed.after().table(record.service()).lsn()
                        != committed.before().table(record.service()).lsn()) {
            LeaseTable table = committed.after().table(record.service());
            Set<OwnerId> here = names.computeIfAbsent(record.service(), name -> new TreeSet<>());
            for (TableChange change : record.changes()) {
                if (change instanceof TableChange.Joined joined) {
                    here.add(joined.owner().id());
                }
            }
            int most = 1 + here.size() * world.scenario().sizes().virtualNodes();
            require(table, most);
        }
    }

    /** What holds once all is quiet. */
    public static void requireQuiet(LeaseTable table, Sizes sizes) {
        long names =
                table.owners().keySet().stream().map(OwnerRef::id).distinct().count();
        require(table, (int) (PIECES_PER_RANGE * (1 + names * sizes.virtualNodes())));
    }

    private static void require(LeaseTable table, int most) {
        int pieces = table.entries().size();
        if (pieces > most) {
            throw new Violation(
                    "pieces are bounded",
                    "%d pieces of %s, where %d are the most"
                            .formatted(pieces, table.service(), most));
        }
    }
}
