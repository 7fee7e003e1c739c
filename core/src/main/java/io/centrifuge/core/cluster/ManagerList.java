package io.centrifuge.core.cluster;

import java.util.List;
import java.util.UUID;

/** By what a client tells its cluster from others (docs/protocol.md, "One cluster"). Immutable. */
public sealed interface ManagerList {
    /**
     * More than half of these addresses belong to it.
     *
     * @param addresses as they were given, host:port; each once
     */
    record Several(List<String> addresses) implements ManagerList {
        public Several {
            addresses = List.copyOf(addresses);
        }
    }

    /** All that answer behind one address, or one name, belong to it. */
    record Single() implements ManagerList {}

    /** It has this id, whatever answers where. */
    record WithId(UUID id) implements ManagerList {}
}
