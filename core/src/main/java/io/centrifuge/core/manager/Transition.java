package io.centrifuge.core.manager;

import io.centrifuge.OwnerAddress;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.OwnerRef;

/** What a leader did or saw that people want to read of, once each. Nothing rests on it. */
public sealed interface Transition {
    /** It is committed that the owner has its name. */
    record Joined(ServiceName service, OwnerRef owner, OwnerAddress address)
            implements Transition {}

    /** It is committed that a later incarnation has the owner's name. */
    record Superseded(ServiceName service, OwnerRef owner, OwnerRef by) implements Transition {}

    /** It is committed that the owner is gone. */
    record Left(ServiceName service, OwnerRef owner) implements Transition {}

    /** An administrator's order is committed. */
    sealed interface Ordered extends Transition {}

    /** It is committed that the owner's ranges go to others. */
    record Drained(ServiceName service, OwnerRef owner) implements Ordered {}

    /** It is committed that the owner, which was drained, has its share again. */
    record Undrained(ServiceName service, OwnerRef owner) implements Ordered {}

    /** It is committed that the owner, which never joins again, has its name no more. */
    record Evicted(ServiceName service, OwnerRef owner, int ranges) implements Ordered {}

    /** It is committed that the service, which had no owners, is forgotten. */
    record Removed(ServiceName service) implements Ordered {}

    /** It is committed that nothing is planned for whom the cordon covers. */
    record Cordoned(ServiceName service, Cordon cordon) implements Ordered {}

    /** It is committed that the cordon is lifted. */
    record Uncordoned(ServiceName service, Cordon cordon) implements Ordered {}

    /**
     * The owner was silent for a whole manager's duration.
     *
     * @param ranges how many it held
     */
    record Expired(ServiceName service, OwnerRef owner, int ranges) implements Transition {}

    /** Nothing is planned for the owner, because it came and went. */
    record KeepsOut(ServiceName service, KeptOut owner) implements Transition {}

    /** The owner, which was kept out, is planned for again. */
    record LetIn(ServiceName service, OwnerRef owner, Why why) implements Transition {}

    /**
     * The plan changed.
     *
     * @param ranges how many are planned for another incarnation than before
     * @param owners for how many owners there is a plan now
     * @param came how many of them are new to it
     * @param went how many are no more in it
     */
    record Planned(ServiceName service, int ranges, int owners, int came, int went)
            implements Transition {}

    /**
     * It is committed that ranges have lost their state, so that lookups tell of it.
     *
     * @param released how many were given up without a successor that has the state
     * @param expired of how many the holder was silent
     * @param merged how many were made of several
     */
    record RangesLost(ServiceName service, int released, int expired, int merged)
            implements Transition {}

    /**
     * This process leads.
     *
     * @param services how many have leases that it inherits
     */
    record TookOver(long term, int services) implements Transition {}

    /** This process leads no more in that term. */
    record Deposed(long term, Cause cause) implements Transition {}

    /** Why a leader leads no more. */
    enum Cause {
        /** The log shows another leader. */
        ANOTHER_LEADS,
        /** What it proposed was not committed, nor refused, for a whole lease of the leader. */
        IN_DOUBT,
        /** The store was read again. */
        STORE_READ_AGAIN,
        /** It was told to shut down. */
        SHUT_DOWN
    }

    /** Why an owner is let in. */
    enum Why {
        /** It was there for long enough. */
        WAS_THERE,
        /** More than may be at once were kept out. */
        TOO_MANY,
        /** Nobody else is there. */
        NOBODY_ELSE,
        /** An administrator ordered it. */
        ORDERED
    }
}
