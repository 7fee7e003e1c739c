package io.centrifuge.owner;

import io.centrifuge.KeyHash;
import io.centrifuge.KeyRanges;

import java.util.List;

/**
 * How what an owner holds differs from what it held before. It tells of the past: by the time a
 * listener sees it, more may have changed, so only {@link Owner#checkLeaseNow(String)} says what is
 * held now. Immutable.
 *
 * <p>A range whose lease number changed is in both lists. A range is cut where what it was told
 * before is cut, so the ranges of a change need not be those of an earlier one: keep state by key,
 * with the lease number under which it was made, and drop it by {@link #hasEnded(String, long)}:
 *
 * <pre>{@code
 * state.entrySet().removeIf(each -> change.hasEnded(each.getKey(), each.getValue().lease()));
 * }</pre>
 *
 * @param granted what is held now and was not, or was under another number; ascending, and no two
 *     overlap
 * @param revoked what was held and is not, or is under another number, with the numbers that ended,
 *     and why; likewise
 */
public record OwnershipChange(List<LeasedRange> granted, List<RevokedRange> revoked) {
    public OwnershipChange {
        granted = List.copyOf(granted);
        revoked = List.copyOf(revoked);
    }

    /**
     * Whether this change ended the lease under which something was made for {@code key}, or one
     * after it: what was made is not the newest any more, and may be dropped. It stays false for
     * what was made since, under a higher number, so that a listener that is late drops nothing
     * that is alive. Costs the logarithm of how many ranges were revoked.
     *
     * @param number of the {@link io.centrifuge.LeaseCheck} under which it was made
     */
    public boolean hasEnded(String key, long number) {
        return hasEndedOfHash(KeyHash.of(key), number);
    }

    /** As {@link #hasEnded(String, long)}. */
    public boolean hasEnded(byte[] key, long number) {
        return hasEndedOfHash(KeyHash.of(key), number);
    }

    /** As {@link #hasEnded(String, long)}, for the key whose {@link KeyHash} is {@code hash}. */
    public boolean hasEndedOfHash(long hash, long number) {
        int low = 0;
        int high = revoked.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(revoked.get(middle).range().last(), hash) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < revoked.size()
                && revoked.get(low).range().contains(hash)
                && number <= revoked.get(low).number();
    }

    /** All keys of {@link #granted}. Costs how many those are. */
    public KeyRanges grantedRanges() {
        return KeyRanges.of(granted.stream().map(LeasedRange::range).toList());
    }

    /**
     * All keys of {@link #revoked}. Costs how many those are. Some may be held again already, under
     * a higher number: see {@link #hasEnded(String, long)}.
     */
    public KeyRanges revokedRanges() {
        return KeyRanges.of(revoked.stream().map(RevokedRange::range).toList());
    }
}
