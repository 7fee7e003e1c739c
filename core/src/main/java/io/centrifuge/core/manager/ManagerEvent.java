package io.centrifuge.core.manager;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.StoreRecord;

/** What can happen to a {@link ManagerMachine}. */
public sealed interface ManagerEvent {
    /** Time passed. */
    record Wake() implements ManagerEvent {}

    /**
     * The store's state as of a point of its log; the records after it follow. The first event of
     * all.
     */
    record Restored(CommittedState state) implements ManagerEvent {}

    /** The next record of the log, in order; whether it is accepted, the one apply tells. */
    record Committed(StoreRecord record) implements ManagerEvent {}

    /** An owner's request arrived. */
    record Heard(OwnerRequest request) implements ManagerEvent {}

    /** What an administrator wants of a service; ignored unless this leads. */
    sealed interface Order extends ManagerEvent {
        ServiceName service();
    }

    /** The owner's ranges are to go to others; ignored unless it has its name. */
    record Drain(ServiceName service, OwnerId owner) implements Order {}

    /**
     * Nothing is to be planned for whom the cordon covers; ignored if there are as many as there
     * may be.
     */
    record PutCordon(ServiceName service, Cordon cordon) implements Order {}

    /** The cordon is to be lifted. */
    record LiftCordon(ServiceName service, Cordon cordon) implements Order {}

    /**
     * The owner is to have its share of the ranges again, and a cordon of its id is to be lifted.
     */
    record Undrain(ServiceName service, OwnerId owner) implements Order {}

    /** The incarnation is to lose its name, and never to join again; ignored unless it has it. */
    record Evict(ServiceName service, OwnerRef owner) implements Order {}

    /** The service is to be forgotten; ignored if somebody is here. */
    record RemoveService(ServiceName service) implements Order {}

    /**
     * Somebody vouches for an owner that is kept out: it is planned for, and what is remembered of
     * it is forgiven.
     */
    record LetIn(ServiceName service, OwnerId owner) implements Order {}

    /** Stop answering, then resign. */
    record ShutDown() implements ManagerEvent {}
}
