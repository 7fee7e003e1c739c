package io.centrifuge.protocol.admin;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;

/** An administrator's order that the owner's ranges go to others. */
public record DrainOrder(ServiceName service, OwnerId owner) {
    /** What became of an order. */
    public enum Outcome {
        /** It is taken, or the owner was draining already. */
        ACCEPTED,
        /** The manager doesn't lead now: ask another. */
        NOT_LEADING,
        /** No incarnation has the name in this service. */
        UNKNOWN_OWNER
    }
}
