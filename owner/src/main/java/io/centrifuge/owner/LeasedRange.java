package io.centrifuge.owner;

import io.centrifuge.KeyRange;

/**
 * A range that this owner was granted. Immutable.
 *
 * @param range of key hashes; whether it has a key, {@code range.contains(KeyHash.of(key))} says
 * @param number the lease number, which grows with every grant and serves as a fencing token
 * @param stateSince the oldest lease number whose state this lease continues; equal to {@code
 *     number} where the state begins again
 */
public record LeasedRange(KeyRange range, long number, long stateSince) {}
