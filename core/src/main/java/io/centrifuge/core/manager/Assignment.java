package io.centrifuge.core.manager;

import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.partition.ConsistentHashing;
import io.centrifuge.core.partition.Slot;
import io.centrifuge.core.table.LeaseTable;
import io.centrifuge.core.table.OwnerId;
import io.centrifuge.core.table.OwnerRef;
import io.centrifuge.core.table.OwnerState;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who should own each range of one service now: the partitioner's plan over the owners that the
 * lease table knows. Immutable.
 *
 * @param targets of every key, the incarnation that should hold it; empty where there is no owner
 * @param mostPieces how many pieces the lease table may have before some are merged
 */
record Assignment(RangeMap<Optional<OwnerRef>> targets, int mostPieces) {
    private static final int PIECES_PER_RANGE = 4;

    /**
     * Owners that drain count only while nobody else is there: somebody must answer, and a drain of
     * the last owner waits for the next to join.
     */
    static Assignment of(LeaseTable table, int virtualNodes) {
        Map<OwnerId, OwnerRef> bearers = bearers(table, OwnerState.ACTIVE);
        if (bearers.isEmpty()) {
            bearers = bearers(table, OwnerState.DRAINING);
        }
        if (bearers.isEmpty()) {
            return new Assignment(RangeMap.of(Optional.empty()), PIECES_PER_RANGE);
        }
        Map<OwnerId, OwnerRef> chosen = bearers;
        RangeMap<Slot> plan = ConsistentHashing.assign(chosen.keySet(), virtualNodes);
        return new Assignment(
                plan.map(slot -> Optional.ofNullable(chosen.get(slot.owner()))),
                PIECES_PER_RANGE * plan.size());
    }

    private static Map<OwnerId, OwnerRef> bearers(LeaseTable table, OwnerState state) {
        Map<OwnerId, OwnerRef> found = new TreeMap<>();
        table.owners().forEach((ref, entry) -> {
            if (entry.state() == state) {
                found.put(ref.id(), ref);
            }
        });
        return found;
    }
}
