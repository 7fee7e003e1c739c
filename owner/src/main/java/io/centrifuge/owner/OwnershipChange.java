package io.centrifuge.owner;

import java.util.List;

/**
 * How what an owner holds differs from what it held before. It tells of the past: by the time a
 * listener sees it, more may have changed, so only {@link Owner#checkLeaseNow(String)} says what is
 * held now. Immutable.
 *
 * <p>A range whose lease number changed is in both lists. A range is cut where what it was told
 * before is cut, so the ranges of a change need not be those of an earlier one: keep state by key,
 * or by range in a map that can be cut.
 *
 * @param granted what is held now and was not, or was under another number
 * @param revoked what was held and is not, or is under another number; with the numbers that ended
 */
public record OwnershipChange(List<LeasedRange> granted, List<LeasedRange> revoked) {
    public OwnershipChange {
        granted = List.copyOf(granted);
        revoked = List.copyOf(revoked);
    }
}
