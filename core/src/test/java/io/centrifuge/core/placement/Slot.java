package io.centrifuge.core.placement;

import io.centrifuge.OwnerId;

/**
 * One virtual node: the planned owner of one range. {@code index} counts an owner's nodes from 0.
 */
public record Slot(OwnerId owner, int index) {}
