package io.centrifuge.core.state;

import io.centrifuge.LossCause;
import io.centrifuge.core.InvariantViolation;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is committed about every key of one piece of the lease table (docs/protocol.md, "Ranges
 * change shape").
 *
 * @param holder who may own it now; null where nobody may
 * @param number the lease number: the LSN of the record that granted it; where there is no holder,
 *     that of the last holder, 0 if there never was one
 * @param stateSince the oldest lease number from which the state was handed on without a gap; above
 *     {@code number} where there is no holder and the last one's state is lost
 * @param cut why the state of before {@code stateSince} was lost; decides nothing, is told alone
 */
public record LeaseEntry(@Nullable OwnerRef holder, long number, long stateSince, LossCause cut) {
    /** A range that nobody has held yet. */
    public static final LeaseEntry NEVER_LEASED = new LeaseEntry(null, 0, 0);

    /** One of which it isn't known why the state of before was lost, or of which none was. */
    public LeaseEntry(@Nullable OwnerRef holder, long number, long stateSince) {
        this(holder, number, stateSince, LossCause.UNKNOWN);
    }

    public LeaseEntry {
        boolean possible = number >= 0
                && stateSince >= 0
                && (holder == null || (number > 0 && stateSince <= number));
        if (!possible) { // no arguments of a message are made for each of many entries
            throw new InvariantViolation("no such lease entry: %s, number %d, state since %d"
                    .formatted(holder, number, stateSince));
        }
    }

    public boolean isHeldBy(OwnerRef owner) {
        return owner.equals(holder);
    }

    /** What its holder is told of it; only of an entry that has a holder. */
    public Lease lease() {
        return new Lease(number, stateSince);
    }

    /** Its holder, if it has one. */
    public Optional<OwnerRef> heldBy() {
        return Optional.ofNullable(holder);
    }

    public boolean isFree() {
        return holder == null;
    }

    // By hand, as is hashCode: tables are compared entry by entry, and until its second compilation
    // what a record has by itself takes several times as long.
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof LeaseEntry entry
                        && number == entry.number
                        && stateSince == entry.stateSince
                        && cut == entry.cut
                        && Objects.equals(holder, entry.holder));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(number) + Long.hashCode(stateSince))
                + Objects.hashCode(holder);
    }

    /**
     * Whether who last saw {@code this} entry for a key must hear of a loss, now that the key's
     * entry is {@code newer}. May be true although nothing was lost, never false when something
     * was.
     */
    public boolean lostBy(LeaseEntry newer) {
        return holder != null && newer.stateSince > number;
    }
}
