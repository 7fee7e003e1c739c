package io.centrifuge.protocol.admin;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;

import java.util.Optional;

/**
 * Which changes of a service somebody wants to see.
 *
 * @param keyHash only those of the range that this key hash is in, and none of an owner alone
 * @param owner only those of this owner, under all incarnations
 */
public record HistoryQuestion(
        ServiceName service, Optional<Long> keyHash, Optional<OwnerId> owner) {
    public HistoryQuestion {
        if (keyHash.isPresent() && owner.isPresent()) {
            throw new IllegalArgumentException("a history is of a key or of an owner, not of both");
        }
    }
}
