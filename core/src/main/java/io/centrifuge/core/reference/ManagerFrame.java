package io.centrifuge.core.reference;

import io.centrifuge.ServiceName;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.state.OwnerRef;

/** What travels from a manager to an owner. */
public sealed interface ManagerFrame permits ManagerFrame.Whole, Unchanged, Unresolved {
    ServiceName service();

    /** Whom it is meant for. */
    OwnerRef owner();

    /** A message, with all that it says. */
    record Whole(ManagerMessage message) implements ManagerFrame {
        @Override
        public ServiceName service() {
            return message.service();
        }

        @Override
        public OwnerRef owner() {
            return message.owner();
        }
    }
}
