package io.centrifuge;

import java.util.Objects;
import java.util.Optional;

/**
 * Who probably owns a key. It may be stale: the owner itself refuses what it doesn't own.
 * Immutable; there is one object for each range, made before it is asked for.
 */
public final class Hint {
    /** Nobody is known to own the key: there is no table yet, or the range has no owner now. */
    public static final Hint UNKNOWN = new Hint(Optional.empty(), Optional.empty(), 0);

    private final Optional<OwnerId> owner;
    private final Optional<OwnerAddress> address;
    private final long leaseNumber;

    private Hint(Optional<OwnerId> owner, Optional<OwnerAddress> address, long leaseNumber) {
        this.owner = owner;
        this.address = address;
        this.leaseNumber = leaseNumber;
    }

    /** To the owner that holds the key under this lease number. */
    public static Hint to(OwnerId owner, OwnerAddress address, long leaseNumber) {
        return new Hint(Optional.of(owner), Optional.of(address), leaseNumber);
    }

    /** To the same owner, under another lease number. */
    public Hint withLeaseNumber(long other) {
        return other == leaseNumber ? this : new Hint(owner, address, other);
    }

    public boolean isKnown() {
        return owner.isPresent();
    }

    public Optional<OwnerId> owner() {
        return owner;
    }

    public Optional<OwnerAddress> address() {
        return address;
    }

    /** The lease number under which the owner holds the key; 0 where unknown. */
    public long leaseNumber() {
        return leaseNumber;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hint that
                && leaseNumber == that.leaseNumber
                && owner.equals(that.owner)
                && address.equals(that.address);
    }

    @Override
    public int hashCode() {
        return Objects.hash(owner, address, leaseNumber);
    }

    @Override
    public String toString() {
        return isKnown()
                ? owner.get() + " at " + address.get() + ", lease " + leaseNumber
                : "unknown";
    }
}
