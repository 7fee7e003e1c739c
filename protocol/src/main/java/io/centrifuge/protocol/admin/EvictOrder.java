package io.centrifuge.protocol.admin;

import io.centrifuge.ServiceName;
import io.centrifuge.core.state.OwnerRef;

/**
 * An administrator's order that one incarnation of an owner loses its name, and never joins again.
 */
public record EvictOrder(ServiceName service, OwnerRef owner) {}
