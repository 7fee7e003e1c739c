package io.centrifuge.simulation.world;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.ServiceName;
import io.centrifuge.core.lookup.LookupSnapshot;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.StoreRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be seen from outside of one event: what checks are made from. */
public sealed interface Observation {
    /** The owner is about to be told of an event, at this reading of its clocks. */
    record Asked(OwnerProcess owner, ClockReading now) implements Observation {}

    /** The owner's application sees another snapshot. */
    record Published(OwnerProcess owner, OwnerSnapshot before) implements Observation {}

    /** A process's clocks changed their course: a lease that seemed over may not be. */
    record ClocksChanged(OwnerProcess owner) implements Observation {}

    /** A manager decided to say this. */
    record Said(ManagerProcess manager, ManagerMessage message) implements Observation {}

    /**
     * A message of a manager and an owner arrived by reference.
     *
     * @param said what its sender's machine said
     * @param understood what the receiver's machine hears
     */
    record Understood(OwnerProcess owner, Object said, Object understood) implements Observation {}

    /** The log has one more record; the states are the same where it was refused. */
    record Committed(StoreRecord record, CommittedState before, CommittedState after)
            implements Observation {}

    /** The store lost what it had, and begins a new history. */
    record Restored(CommittedState before, CommittedState after) implements Observation {}

    /** A manager has followed the log to its end. */
    record CaughtUp(ManagerProcess manager) implements Observation {}

    /** The lookup's application sees another table, and has heard of these losses. */
    record LookedUp(
            LookupProcess lookup, LookupSnapshot before, LookupSnapshot after, List<KeyRange> lost)
            implements Observation {}

    /**
     * An operator did something wrong.
     *
     * @param refusal what the operator was told; null where it was done
     */
    record Mistaken(String what, @Nullable String refusal) implements Observation {}

    /** A client of the service asked for a key, by number; all owners are asked who holds it. */
    record Requested(ServiceName service, int key) implements Observation {}
}
