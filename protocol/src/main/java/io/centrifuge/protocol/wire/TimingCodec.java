package io.centrifuge.protocol.wire;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.time.LeaderTiming;
import io.centrifuge.protocol.v1.Wire;

import java.time.Duration;

/** Timing, inside other messages. Stateless. */
final class TimingCodec {
    private TimingCodec() {}

    static Wire.LeaseTiming encode(LeaseTiming timing) {
        return Wire.LeaseTiming.newBuilder()
                .setOwnerNanos(timing.ownerNanos())
                .setManagerNanos(timing.managerNanos())
                .setRenewalNanos(timing.renewalNanos())
                .setRateBound(timing.rateBound())
                .build();
    }

    static LeaseTiming decode(FieldPath field, Wire.LeaseTiming wire)
            throws MalformedMessageException {
        Duration owner = Duration.ofNanos(field.positive("owner_nanos", wire.getOwnerNanos()));
        Duration manager =
                Duration.ofNanos(field.positive("manager_nanos", wire.getManagerNanos()));
        Duration renewal =
                Duration.ofNanos(field.positive("renewal_nanos", wire.getRenewalNanos()));
        try {
            return new LeaseTiming(owner, manager, renewal, wire.getRateBound());
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }

    static Wire.LeaderTiming encode(LeaderTiming timing) {
        return Wire.LeaderTiming.newBuilder()
                .setLeaseNanos(timing.leaseNanos())
                .setHeartbeatNanos(timing.heartbeatNanos())
                .setRateBound(timing.rateBound())
                .build();
    }

    static LeaderTiming decode(FieldPath field, Wire.LeaderTiming wire)
            throws MalformedMessageException {
        Duration lease = Duration.ofNanos(field.positive("lease_nanos", wire.getLeaseNanos()));
        Duration heartbeat =
                Duration.ofNanos(field.positive("heartbeat_nanos", wire.getHeartbeatNanos()));
        try {
            return new LeaderTiming(lease, heartbeat, wire.getRateBound());
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }
}
