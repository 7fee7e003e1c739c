package io.centrifuge.protocol.admin;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;

/** An administrator's order that an owner which is kept out is planned for again. */
public record LetInOrder(ServiceName service, OwnerId owner) {}
