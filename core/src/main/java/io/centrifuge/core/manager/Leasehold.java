package io.centrifuge.core.manager;

import io.centrifuge.core.table.ServiceName;
import io.centrifuge.core.time.LeaseTiming;

/**
 * What every lease that one leader grants in one service has in common.
 *
 * @param term the leader's
 */
record Leasehold(ServiceName service, long term, LeaseTiming timing) {}
