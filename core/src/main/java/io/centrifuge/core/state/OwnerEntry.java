package io.centrifuge.core.state;

import io.centrifuge.OwnerAddress;

/**
 * What is committed about one incarnation of an owner.
 *
 * @param joinedAt the LSN of the record by which it joined
 */
public record OwnerEntry(OwnerAddress address, OwnerState state, long joinedAt) {
    OwnerEntry with(OwnerState newState) {
        return new OwnerEntry(address, newState, joinedAt);
    }
}
