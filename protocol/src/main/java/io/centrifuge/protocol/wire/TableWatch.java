package io.centrifuge.protocol.wire;

import io.centrifuge.ServiceName;

/**
 * What a lookup asks a manager: what changed after this LSN.
 *
 * @param lsn of the lookup's table; 0 if it has none
 */
public record TableWatch(ServiceName service, long lsn) {
    public TableWatch {
        if (lsn < 0) {
            throw new IllegalArgumentException("an LSN must be 0 or more, but is " + lsn);
        }
    }
}
