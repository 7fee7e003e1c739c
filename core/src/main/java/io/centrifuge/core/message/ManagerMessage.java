package io.centrifuge.core.message;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;

import java.util.List;

/** What a manager says to an owner. */
public sealed interface ManagerMessage {
    ServiceName service();

    /** The incarnation that it is meant for; any other drops it. */
    OwnerRef owner();

    /** There is no session yet: the sender leads in {@code term}, begin one. Extends nothing. */
    record Hello(ServiceName service, OwnerRef owner, long term) implements ManagerMessage {}

    /** The sender doesn't lead now. Extends nothing. */
    record NotLeading(ServiceName service, OwnerRef owner) implements ManagerMessage {}

    /**
     * The owner has its name no more: drop everything, and don't come back.
     *
     * @param evicted whether an administrator took it; else a later incarnation has it
     */
    record Superseded(ServiceName service, OwnerRef owner, long term, boolean evicted)
            implements ManagerMessage {}

    /**
     * The answer to a request that was dropped because it crossed a message: the two numbers alone,
     * so that the owner can send one that passes. Extends nothing.
     */
    record OutOfStep(ServiceName service, OwnerRef owner, long term, long sequence, long seen)
            implements ManagerMessage {}

    /**
     * The complete list of what the owner has now. What it lacks, the owner has no more.
     *
     * @param sequence grows with every list of this session
     * @param seen the highest sequence number seen from the owner
     * @param handled the last request that the manager handled: the leases last as long as that
     *     request, however much later this message was sent
     * @param timing the owner's duration counts from before it sent the request {@code handled}
     * @param leases the lease of every key; {@link Lease#NONE} where the owner has none
     * @param recalls the owners that get the ranges next which were recalled from this one
     * @param keptOutNanos how long the owner must be there before anything is planned for it, since
     *     it came and went; 0 if it isn't kept out, {@link #CORDONED} as long as it is cordoned
     * @param mayLeave of an owner that retires: nothing is left that could be handed on, since it
     *     has nothing, or nobody is there to take what it has
     */
    record Leases(
            ServiceName service,
            OwnerRef owner,
            long term,
            long sequence,
            long seen,
            long handled,
            LeaseTiming timing,
            RangeMap<Lease> leases,
            List<Handover> recalls,
            long keptOutNanos,
            boolean mayLeave)
            implements ManagerMessage {
        /** How long who is cordoned is kept out: for ever, or until the cordon is lifted. */
        public static final long CORDONED = Long.MAX_VALUE;

        public Leases {
            recalls = List.copyOf(recalls);
        }

        /** The list of an owner that is neither kept out nor retires. */
        public Leases(
                ServiceName service,
                OwnerRef owner,
                long term,
                long sequence,
                long seen,
                long handled,
                LeaseTiming timing,
                RangeMap<Lease> leases,
                List<Handover> recalls) {
            this(service, owner, term, sequence, seen, handled, timing, leases, recalls, 0, false);
        }
    }
}
