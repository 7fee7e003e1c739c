package io.centrifuge.protocol.admin;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;

/** An administrator's order that an owner which is drained has its share of the ranges again. */
public record UndrainOrder(ServiceName service, OwnerId owner) {}
