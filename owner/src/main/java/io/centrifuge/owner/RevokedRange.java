package io.centrifuge.owner;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.RevocationCause;

import java.util.Optional;

/**
 * A range that this owner has no more, or has under another number. Immutable.
 *
 * @param range of key hashes; whether it has a key, {@code range.contains(KeyHash.of(key))} says
 * @param number the lease number that ended
 * @param stateSince the oldest lease number whose state the lease continued
 * @param cause why it ended, as far as this owner knows
 * @param successor the owner that the manager plans for the range, if it named one; the cause is
 *     then {@link RevocationCause#RECALLED}. Another owner may get the range instead, or none
 */
public record RevokedRange(
        KeyRange range,
        long number,
        long stateSince,
        RevocationCause cause,
        Optional<OwnerId> successor) {}
