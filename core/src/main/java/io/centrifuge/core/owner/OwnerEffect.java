package io.centrifuge.core.owner;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.RevocationCause;
import io.centrifuge.core.message.OwnerRequest;

import java.util.List;
import java.util.Optional;

/** What an {@link OwnerMachine} wants done. */
public sealed interface OwnerEffect {
    /** Checks are to be answered from this snapshot before any later effect. */
    record Publish(OwnerSnapshot snapshot) implements OwnerEffect {}

    /** Send to the manager, on a stream that is opened if there is none; may be lost. */
    record Send(OwnerRequest request) implements OwnerEffect {}

    /** Give up the stream, if there is one; the next request goes to the next manager. */
    record Reconnect() implements OwnerEffect {}

    /**
     * This manager answers but doesn't lead: the next request goes to the next manager, and the
     * stream is kept for when it is asked again.
     */
    record AskNext() implements OwnerEffect {}

    /** Tell the application, serially and after the snapshot that it tells of is visible. */
    record Changed(List<Grant> granted, List<Revoked> revoked) implements OwnerEffect {}

    /**
     * A list was handled, perhaps an empty one: the manager is there, and what it named lasts.
     *
     * @param durationNanos for how long at most, from now
     */
    record Renewed(long durationNanos) implements OwnerEffect {}

    /**
     * The manager plans nothing for this owner, since it came and went or is cordoned; or it does
     * again.
     *
     * @param whileNanos as in {@link io.centrifuge.core.message.ManagerMessage.Leases}
     */
    record KeptOut(long whileNanos) implements OwnerEffect {}

    /** Nobody renewed what was held before its time was over. */
    record Expired() implements OwnerEffect {}

    /**
     * This incarnation has its name no more; tell the application. Nothing more will be asked for.
     *
     * @param evicted whether an administrator took it; else a later incarnation has it
     */
    record Superseded(boolean evicted) implements OwnerEffect {}

    /** Nothing is held any more, and the farewell is said. */
    record Leaving() implements OwnerEffect {}

    /** The manager has handled the farewell; the process may end. */
    record Left() implements OwnerEffect {}

    /**
     * One range with one history: a lease number, and the oldest number whose state it continues.
     */
    record Grant(KeyRange range, long number, long stateSince) {}

    /**
     * A grant that ended.
     *
     * @param successor the owner that gets it next, if the manager named one
     */
    record Revoked(Grant grant, RevocationCause cause, Optional<OwnerId> successor) {}
}
