package io.centrifuge.protocol.wire;

import io.centrifuge.core.time.LeaderTerms;
import io.centrifuge.core.time.LeaseTerms;
import io.centrifuge.protocol.v1.Wire;

import java.time.Duration;

/** Terms, inside other messages. Stateless. */
final class TermsCodec {
    private TermsCodec() {}

    static Wire.LeaseTerms encode(LeaseTerms terms) {
        return Wire.LeaseTerms.newBuilder()
                .setOwnerNanos(terms.ownerNanos())
                .setManagerNanos(terms.managerNanos())
                .setRenewalNanos(terms.renewalNanos())
                .setRateBound(terms.rateBound())
                .build();
    }

    static LeaseTerms decode(FieldPath field, Wire.LeaseTerms wire)
            throws MalformedMessageException {
        Duration owner = Duration.ofNanos(field.positive("owner_nanos", wire.getOwnerNanos()));
        Duration manager =
                Duration.ofNanos(field.positive("manager_nanos", wire.getManagerNanos()));
        Duration renewal =
                Duration.ofNanos(field.positive("renewal_nanos", wire.getRenewalNanos()));
        try {
            return new LeaseTerms(owner, manager, renewal, wire.getRateBound());
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }

    static Wire.LeaderTerms encode(LeaderTerms terms) {
        return Wire.LeaderTerms.newBuilder()
                .setTermNanos(terms.termNanos())
                .setHeartbeatNanos(terms.heartbeatNanos())
                .setRateBound(terms.rateBound())
                .build();
    }

    static LeaderTerms decode(FieldPath field, Wire.LeaderTerms wire)
            throws MalformedMessageException {
        Duration term = Duration.ofNanos(field.positive("term_nanos", wire.getTermNanos()));
        Duration heartbeat =
                Duration.ofNanos(field.positive("heartbeat_nanos", wire.getHeartbeatNanos()));
        try {
            return new LeaderTerms(term, heartbeat, wire.getRateBound());
        } catch (IllegalArgumentException refusal) {
            throw field.malformed(refusal);
        }
    }
}
