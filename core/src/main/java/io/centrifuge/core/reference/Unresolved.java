package io.centrifuge.core.reference;

import io.centrifuge.ServiceName;
import io.centrifuge.core.state.OwnerRef;

/**
 * The answer to a reference to what its receiver doesn't know: the message is wanted again, whole.
 * Extends nothing, and releases nothing.
 *
 * @param sequence the highest number that the sender has used
 * @param seen the number of the message that is wanted
 */
public record Unresolved(ServiceName service, OwnerRef owner, long term, long sequence, long seen)
        implements OwnerFrame, ManagerFrame {}
