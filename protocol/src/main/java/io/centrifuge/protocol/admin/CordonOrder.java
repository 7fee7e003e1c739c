package io.centrifuge.protocol.admin;

import io.centrifuge.ServiceName;
import io.centrifuge.core.state.Cordon;

/**
 * An administrator's order that nothing is planned for whom the cordon covers.
 *
 * @param lifted whether it is taken back instead
 */
public record CordonOrder(ServiceName service, Cordon cordon, boolean lifted) {}
