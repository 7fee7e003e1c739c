package io.centrifuge.cli;

import io.centrifuge.core.key.Piece;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A lease table summed up. Immutable.
 *
 * @param owners in the table's order
 */
record OwnershipSummary(List<Of> owners, Unowned unowned) {
    OwnershipSummary {
        owners = List.copyOf(owners);
    }

    /**
     * One owner's.
     *
     * @param share of the key space, from 0 to 1
     * @param oldestState the lowest "state since" among its ranges; empty if it has none
     */
    record Of(
            OwnerRef owner,
            String address,
            String state,
            int ranges,
            double share,
            OptionalLong oldestState) {}

    /** What nobody has. */
    record Unowned(int ranges, double share) {}

    static OwnershipSummary of(LeaseTable table) {
        List<Of> owners = new ArrayList<>();
        table.owners().forEach((owner, entry) -> {
            List<Piece<LeaseEntry>> held = table.entries().pieces(lease -> lease.isHeldBy(owner));
            owners.add(new Of(
                    owner,
                    entry.address().value(),
                    entry.state().name().toLowerCase(Locale.ROOT),
                    held.size(),
                    share(held),
                    held.stream().mapToLong(piece -> piece.value().stateSince()).min()));
        });
        List<Piece<LeaseEntry>> free = table.entries().pieces(LeaseEntry::isFree);
        return new OwnershipSummary(owners, new Unowned(free.size(), share(free)));
    }

    private static double share(List<Piece<LeaseEntry>> pieces) {
        return Math.min(
                1,
                pieces.stream()
                        .mapToDouble(piece -> Format.share(piece.range()))
                        .sum());
    }
}
