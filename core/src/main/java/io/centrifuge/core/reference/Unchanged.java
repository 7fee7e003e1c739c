package io.centrifuge.core.reference;

import io.centrifuge.ServiceName;
import io.centrifuge.core.state.OwnerRef;

/**
 * A request that holds what list {@code handled} named, no more and no less, and hands nothing on;
 * or a list that names what that list named which the request {@code handled} said was handled, and
 * recalls nothing.
 *
 * @param sequence the message's own number
 * @param seen the highest number seen from the other side
 * @param handled of an owner, the list that it handled last; of a manager, the request that it
 *     handled last, which this answers
 */
public record Unchanged(
        ServiceName service, OwnerRef owner, long term, long sequence, long seen, long handled)
        implements OwnerFrame, ManagerFrame {}
