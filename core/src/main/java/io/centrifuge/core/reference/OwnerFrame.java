package io.centrifuge.core.reference;

import io.centrifuge.ServiceName;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.OwnerRef;

/** What travels from an owner to a manager. */
public sealed interface OwnerFrame permits OwnerFrame.Whole, Unchanged, Unresolved {
    ServiceName service();

    /** Who sends it. */
    OwnerRef owner();

    /** A request, with all that it says. */
    record Whole(OwnerRequest request) implements OwnerFrame {
        @Override
        public ServiceName service() {
            return request.service();
        }

        @Override
        public OwnerRef owner() {
            return request.owner();
        }
    }
}
