package io.centrifuge.protocol.admin;

import io.centrifuge.OwnerAddress;
import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.KeptOut.Cause;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The owners that one service's table knows, and whom administrators keep from it; for display.
 * Immutable.
 *
 * @param lsn of the table
 * @param owners each once
 * @param cordons of the table, each once; whom they cover may not be here
 * @param evicted incarnations that never join again, and the LSN of the record that says so
 * @param leading whether the manager leads that made it: only then it knows who is kept out
 */
public record OwnersReport(
        ServiceName service,
        long lsn,
        List<OwnerStatus> owners,
        List<Cordon> cordons,
        SortedMap<OwnerRef, Long> evicted,
        boolean leading) {
    public OwnersReport {
        if (lsn < 0) {
            throw new IllegalArgumentException("an LSN must be 0 or more, but is " + lsn);
        }
        owners = List.copyOf(owners);
        cordons = List.copyOf(cordons);
        evicted = Collections.unmodifiableSortedMap(new TreeMap<>(evicted));
        Set<OwnerRef> seen = new HashSet<>();
        for (OwnerStatus status : owners) {
            if (!seen.add(status.owner())) {
                throw new IllegalArgumentException("owner " + status.owner() + " is named twice");
            }
        }
    }

    /** The cordons that cover the owner. */
    public List<Cordon> cordonsOf(OwnerStatus owner) {
        return cordons.stream()
                .filter(cordon -> cordon.covers(owner.owner().id(), owner.address()))
                .toList();
    }

    /**
     * One incarnation.
     *
     * @param ranges entries of the table that it holds
     * @param share of the key space that it holds, from 0 to 1
     * @param joinedAt the LSN of the record by which it joined
     * @param keptOut empty unless it is kept out, and the manager leads
     */
    public record OwnerStatus(
            OwnerRef owner,
            OwnerAddress address,
            OwnerState state,
            int ranges,
            double share,
            long joinedAt,
            Optional<KeptOut> keptOut) {
        public OwnerStatus {
            if (ranges < 0) {
                throw new IllegalArgumentException("ranges must be 0 or more, but are " + ranges);
            }
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("share must be from 0 to 1, but is " + share);
            }
            if (joinedAt < 1) {
                throw new IllegalArgumentException("joined at must be above 0, but is " + joinedAt);
            }
        }
    }

    /**
     * Why nothing is planned for an owner, and for how long.
     *
     * @param cause whose short stays are the reason
     * @param shortStays how many the leader remembers; above 0
     * @param needed how long the owner must be there; above 0
     */
    public record KeptOut(Cause cause, int shortStays, Duration needed) {
        public KeptOut {
            if (shortStays < 1 || needed.isNegative() || needed.isZero()) {
                throw new IllegalArgumentException(
                        "an owner is kept out for 1 short stay or more, and for a while,"
                                + " but it is for %d and %s".formatted(shortStays, needed));
            }
        }
    }
}
