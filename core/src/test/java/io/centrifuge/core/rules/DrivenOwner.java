package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.ADDRESS;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;

import io.centrifuge.ClockReading;
import io.centrifuge.LeaseCheck;
import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerAddress;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.owner.OwnerConfig;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.owner.OwnerMachine;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import java.util.ArrayList;
import java.util.List;

/** An owner whose requests wait until the test hands them on. */
final class DrivenOwner {
    final OwnerRef self;
    final OwnerMachine machine;
    OwnerSnapshot visible = OwnerSnapshot.EMPTY;

    /** Sent and not yet delivered, oldest first. */
    final List<OwnerRequest> sent = new ArrayList<>();

    /** Of the last event. */
    List<OwnerEffect> effects = List.of();

    /** Told by all events, oldest first. */
    final List<OwnerEffect> told = new ArrayList<>();

    private OwnerRequest newest;
    private long lists;

    DrivenOwner(OwnerRef self) {
        this(self, false);
    }

    DrivenOwner(OwnerRef self, boolean stateOutlivesLease) {
        this(self, ADDRESS, stateOutlivesLease);
    }

    DrivenOwner(OwnerRef self, OwnerAddress address, boolean stateOutlivesLease) {
        this.self = self;
        machine =
                new OwnerMachine(new OwnerConfig(SERVICE, self, address, stateOutlivesLease, 1, 1));
        newest = Given.request(self, 0, 0, 0, RangeMap.of(0L));
    }

    /** In a session of term 1, with the whole key space under that number, asked for at time 0. */
    static DrivenOwner holding(long number) {
        return inSession().hearsList(RangeMap.of(new Lease(number, number)), at(0));
    }

    /** In a session of term 1 since time 0, and holds nothing. */
    static DrivenOwner inSession() {
        DrivenOwner owner = new DrivenOwner(Given.A).wake(at(0));
        return owner.hears(new ManagerMessage.Hello(SERVICE, owner.self, 1), at(0));
    }

    DrivenOwner on(OwnerEvent event, ClockReading now) {
        effects = machine.on(event, now).effects();
        told.addAll(effects);
        for (OwnerEffect effect : effects) {
            switch (effect) {
                case OwnerEffect.Publish publish -> visible = publish.snapshot();
                case OwnerEffect.Send send -> {
                    newest = send.request();
                    sent.add(newest);
                }
                default -> {}
            }
        }
        return this;
    }

    DrivenOwner wake(ClockReading now) {
        return on(new OwnerEvent.Wake(), now);
    }

    DrivenOwner hears(ManagerMessage message, ClockReading now) {
        return on(new OwnerEvent.Heard(message), now);
    }

    /** The next list of this session, in answer to the newest request. */
    DrivenOwner hearsList(RangeMap<Lease> leases, ClockReading now) {
        return hears(list(leases, newest.sequence(), newest.sequence()), now);
    }

    /** The next list of this session. */
    ManagerMessage.Leases list(RangeMap<Lease> leases, long seen, long handled) {
        return list(1, ++lists, leases, seen, handled);
    }

    ManagerMessage.Leases list(
            long term, long sequence, RangeMap<Lease> leases, long seen, long handled) {
        return new ManagerMessage.Leases(
                SERVICE,
                self,
                term,
                sequence,
                seen,
                handled,
                LeaseTiming.STANDARD,
                leases,
                List.of());
    }

    /** The request sent last. */
    OwnerRequest newest() {
        return newest;
    }

    boolean holds(long key, ClockReading now) {
        return check(key, now).held();
    }

    LeaseCheck check(long key, ClockReading now) {
        return visible.check(key, now.monotonic(), now.wall(), 0);
    }

    boolean isHeldSince(long key, long number, ClockReading now) {
        return visible.isHeldSince(key, number, now.monotonic(), now.wall());
    }

    /** Sends what it has to say at the start, or when it is due. */
    OwnerRequest says(ClockReading now) {
        wake(now);
        return newest;
    }

    boolean did(Class<? extends OwnerEffect> kind) {
        return effects.stream().anyMatch(kind::isInstance);
    }
}
