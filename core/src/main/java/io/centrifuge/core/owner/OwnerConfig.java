package io.centrifuge.core.owner;

import io.centrifuge.OwnerAddress;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.OwnerRef;

/**
 * What an owner is told at its start.
 *
 * @param self its name, and a number drawn at random at the start of the process
 * @param address where its application answers
 * @param stateOutlivesLease whether the state of a key outlives its owner's lease in a place that
 *     the next owner reads, so that a recall loses nothing: releases then say "transferred"
 * @param managers how many there are to try, at least 1
 * @param seed of the random back-off
 */
public record OwnerConfig(
        ServiceName service,
        OwnerRef self,
        OwnerAddress address,
        boolean stateOutlivesLease,
        int managers,
        long seed) {}
