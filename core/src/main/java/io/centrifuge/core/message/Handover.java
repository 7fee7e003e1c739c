package io.centrifuge.core.message;

import io.centrifuge.KeyRange;
import io.centrifuge.core.state.OwnerRef;

/**
 * A range that moves from its holder to a planned successor: in a recall, the owner that
 * gets it next; in a release, the owner to which the holder says its state went.
 *
 * @param number the lease number that the holder gives up
 */
public record Handover(KeyRange range, long number, OwnerRef successor) {}
