package io.centrifuge.core.manager;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;

/**
 * Who grants one service's leases, and how: the leader of one term. All leases that it grants have
 * these in common.
 *
 * @param term the leader's
 */
record Grantor(ServiceName service, long term, LeaseTiming timing) {}
