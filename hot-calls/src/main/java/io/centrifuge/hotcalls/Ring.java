package io.centrifuge.hotcalls;

import io.centrifuge.OwnerId;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.placement.HashRing;

import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Who owns what in the fleet, by the partitioner that its manager has. Stateless. */
final class Ring {
    private Ring() {}

    static String nameOf(int owner) {
        return "owner-" + owner;
    }

    /**
     * How many virtual nodes each owner has.
     *
     * @throws IllegalArgumentException if the owners can't have equally many
     */
    static int virtualNodes(int owners, int ranges) {
        if (ranges < owners || ranges % owners != 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "ranges are of %d owners, so take a multiple of that, and not %d",
                    owners,
                    ranges));
        }
        return ranges / owners;
    }

    /** Neighbours of one owner are one, so there may be a few less. */
    static RangeMap<OwnerId> plan(int owners, int ranges) {
        SortedSet<OwnerId> names = new TreeSet<>();
        IntStream.range(0, owners).forEach(owner -> names.add(new OwnerId(nameOf(owner))));
        return HashRing.empty(virtualNodes(owners, ranges)).with(names).map(owner -> owner);
    }
}
