package io.centrifuge.protocol.wire;

import io.centrifuge.ServiceName;
import io.centrifuge.core.cluster.ClusterRef;

import java.util.Optional;

/**
 * What a lookup asks a manager: what changed after this LSN.
 *
 * @param lsn of the lookup's table; 0 if it has none
 * @param cluster that the lookup acts on; empty if it has not bound itself yet
 */
public record TableWatch(ServiceName service, long lsn, Optional<ClusterRef> cluster) {
    public TableWatch {
        if (lsn < 0) {
            throw new IllegalArgumentException("an LSN must be 0 or more, but is " + lsn);
        }
    }

    /** Of a lookup that has not bound itself. */
    public TableWatch(ServiceName service, long lsn) {
        this(service, lsn, Optional.empty());
    }
}
