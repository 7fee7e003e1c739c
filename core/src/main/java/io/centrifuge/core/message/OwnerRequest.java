package io.centrifuge.core.message;

import io.centrifuge.OwnerAddress;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.OwnerRef;

import java.util.List;

/**
 * The only message that an owner sends: "this is what I hold". It joins, renews, acknowledges and
 * releases, all in one: what the owner was given and no longer names, it has released.
 *
 * @param term the leader's term of the session; with the owner's incarnation it is the session's
 *     nonce. 0 before the owner has heard of a leader.
 * @param sequence grows with every request of this incarnation
 * @param seen the highest sequence number seen from the manager in this session
 * @param handled the sequence number of the manager's message that the owner handled last in this
 *     session, so not merely saw; 0 before the first
 * @param held the lease number of every key held; 0 where none is
 * @param transferred ranges that the owner gave up after handing their state to the successor that
 *     the recall named; repeated until a request that said so was handled
 * @param retiring whether the owner is about to leave, and stays until what it has is handed on
 * @param leaving whether the owner wants nothing any more; then it isn't retiring
 */
public record OwnerRequest(
        ServiceName service,
        OwnerRef owner,
        OwnerAddress address,
        long term,
        long sequence,
        long seen,
        long handled,
        RangeMap<Long> held,
        List<Handover> transferred,
        boolean retiring,
        boolean leaving) {
    public OwnerRequest {
        transferred = List.copyOf(transferred);
    }

    /** The request of an owner that isn't retiring. */
    public OwnerRequest(
            ServiceName service,
            OwnerRef owner,
            OwnerAddress address,
            long term,
            long sequence,
            long seen,
            long handled,
            RangeMap<Long> held,
            List<Handover> transferred,
            boolean leaving) {
        this(
                service,
                owner,
                address,
                term,
                sequence,
                seen,
                handled,
                held,
                transferred,
                false,
                leaving);
    }
}
