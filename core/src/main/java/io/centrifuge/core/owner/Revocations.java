package io.centrifuge.core.owner;

import io.centrifuge.OwnerId;
import io.centrifuge.RevocationCause;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.state.Lease;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which leases ended at an owner, and why, as far as it can know. Stateless. */
final class Revocations {
    /**
     * What ended of a key.
     *
     * @param lease {@link Lease#NONE} where nothing did
     */
    private record Ended(Lease lease, RevocationCause cause, Optional<OwnerId> successor) {}

    private static final Ended NOTHING =
            new Ended(Lease.NONE, RevocationCause.DROPPED, Optional.empty());

    private Revocations() {}

    /** All that was held, for one cause. */
    static List<OwnerEffect.Revoked> all(RangeMap<Lease> before, RevocationCause cause) {
        return revoked(before.map(
                lease -> lease.isHeld() ? new Ended(lease, cause, Optional.empty()) : NOTHING));
    }

    /**
     * What a complete list ended.
     *
     * @param after what was believed of it
     */
    static List<OwnerEffect.Revoked> by(
            ManagerMessage.Leases list, RangeMap<Lease> before, RangeMap<Lease> after) {
        RangeMap<Lease> gone = before.zip(
                after, (was, is) -> was.isHeld() && was.number() != is.number() ? was : Lease.NONE);
        if (!gone.any(Lease::isHeld)) {
            return List.of();
        }
        RangeMap<Ended> ended = gone.zip(list.leases(), Revocations::ended);
        return revoked(ended.overlay(recalled(list.recalls(), gone)));
    }

    private static Ended ended(Lease gone, Lease named) {
        if (!gone.isHeld()) {
            return NOTHING;
        }
        RevocationCause cause = RevocationCause.DROPPED;
        if (named.isHeld()) { // under its own number only if its time is over
            cause = named.number() == gone.number()
                    ? RevocationCause.EXPIRED
                    : RevocationCause.REPLACED;
        }
        return new Ended(gone, cause, Optional.empty());
    }

    /**
     * A recall names a range that was given up long ago, too, until the manager has heard so; and
     * nothing keeps two from naming the same.
     */
    private static Collection<Piece<Ended>> recalled(List<Handover> recalls, RangeMap<Lease> gone) {
        NavigableMap<Long, Piece<Ended>> found = new TreeMap<>(Long::compareUnsigned);
        for (Handover recall : recalls) {
            for (Piece<Lease> piece : gone.pieces(recall.range())) {
                Map.Entry<Long, Piece<Ended>> ahead =
                        found.floorEntry(piece.range().last());
                boolean isNew =
                        ahead == null || !ahead.getValue().range().intersects(piece.range());
                if (isNew && piece.value().number() == recall.number()) {
                    found.put(
                            piece.range().start(),
                            new Piece<>(
                                    piece.range(),
                                    new Ended(
                                            piece.value(),
                                            RevocationCause.RECALLED,
                                            Optional.of(recall.successor().id()))));
                }
            }
        }
        return found.values();
    }

    private static List<OwnerEffect.Revoked> revoked(RangeMap<Ended> ended) {
        return ended.pieces(each -> each.lease().isHeld()).stream()
                .map(piece -> new OwnerEffect.Revoked(
                        new OwnerEffect.Grant(
                                piece.range(),
                                piece.value().lease().number(),
                                piece.value().lease().stateSince()),
                        piece.value().cause(),
                        piece.value().successor()))
                .toList();
    }
}
