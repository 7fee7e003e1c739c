package io.centrifuge.core.placement;

import io.centrifuge.KeyHash;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The plan as its definition says it, made of all owners at once: the model of {@link HashRing},
 * and where tests find what is planned for whom. Stateless.
 */
public final class ConsistentHashing {
    private ConsistentHashing() {}

    /**
     * Who should own each range; a pure function of its arguments, whatever their order.
     *
     * @param owners at least one, no two equal
     * @param virtualNodes of each owner, at least 1
     */
    public static RangeMap<Slot> assign(Collection<OwnerId> owners, int virtualNodes) {
        if (owners.isEmpty() || virtualNodes < 1) {
            throw new IllegalArgumentException(
                    "nothing to assign to: %d owners with %d virtual nodes"
                            .formatted(owners.size(), virtualNodes));
        }
        TreeMap<Long, Slot> points = new TreeMap<>(Long::compareUnsigned);
        for (OwnerId owner : owners) {
            for (int index = 0; index < virtualNodes; index++) {
                points.merge(point(owner, index), new Slot(owner, index), ConsistentHashing::first);
            }
        }
        return ring(points);
    }

    /**
     * Where two nodes meet on one point, the owner first by name has it, so that order can't
     * matter.
     */
    private static Slot first(Slot a, Slot b) {
        return a.owner().compareTo(b.owner()) <= 0 ? a : b;
    }

    private static long point(OwnerId owner, int index) {
        return KeyHash.of(owner.value() + '\n' + index);
    }

    private static RangeMap<Slot> ring(NavigableMap<Long, Slot> points) {
        Slot last = points.lastEntry().getValue();
        List<Piece<Slot>> pieces = new ArrayList<>();
        for (Map.Entry<Long, Slot> point : points.entrySet()) {
            Long next = points.higherKey(point.getKey());
            pieces.add(new Piece<>(
                    new KeyRange(point.getKey(), next == null ? 0 : next), point.getValue()));
        }
        return RangeMap.of(last, pieces);
    }
}
