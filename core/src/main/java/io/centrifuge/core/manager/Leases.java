package io.centrifuge.core.manager;

import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Lease;
import io.centrifuge.core.table.LeaseEntry;
import io.centrifuge.core.table.OwnerRef;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What entries of the table are to one owner. Stateless. */
final class Leases {
    /** Of an owner that has none. */
    static final RangeMap<Lease> NONE = RangeMap.of(Lease.NONE);

    private Leases() {}

    static Lease of(OwnerRef owner, LeaseEntry entry) {
        return entry.isHeldBy(owner) ? new Lease(entry.number(), entry.stateSince()) : Lease.NONE;
    }

    /** Of every owner that has some; in one pass, for there may be many of both. */
    static Map<OwnerRef, RangeMap<Lease>> byHolder(RangeMap<LeaseEntry> entries) {
        Map<OwnerRef, List<Piece<Lease>>> pieces = new TreeMap<>();
        for (Piece<LeaseEntry> piece : entries.pieces(entry -> entry.holder() != null)) {
            OwnerRef holder = Objects.requireNonNull(piece.value().holder());
            pieces.computeIfAbsent(holder, ref -> new ArrayList<>())
                    .add(new Piece<>(piece.range(), of(holder, piece.value())));
        }
        Map<OwnerRef, RangeMap<Lease>> leases = new TreeMap<>();
        pieces.forEach((holder, held) -> leases.put(holder, RangeMap.of(Lease.NONE, held)));
        return leases;
    }
}
