package io.centrifuge.benchmarks.manager;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;

import java.util.List;

/**
 * What a manager sees of an owner that is well, without its clocks: it believes each list at once,
 * and answers one that changes what it has, or that it didn't ask for. One thread.
 */
final class ModelledOwner {
    private static final long INCARNATION = 1;

    private final ServiceName service;
    private final OwnerRef self;
    private final OwnerAddress address;
    private long term;
    private long sequence;
    private long seen;
    private long handledList;

    /** The request that the list handled last named. */
    private long answered;

    private RangeMap<Lease> leases = RangeMap.of(Lease.NONE);
    private RangeMap<Long> held = RangeMap.of(0L);
    private boolean leaving;

    /**
     * @param number makes its id and address, of 16 characters each, no other's
     */
    ModelledOwner(ServiceName service, int number) {
        this.service = service;
        this.self = new OwnerRef(new OwnerId("owner-%010d".formatted(number)), INCARNATION);
        this.address = new OwnerAddress(
                "10.%03d.0.1:%05d".formatted(100 + number / 50_000, 10_000 + number % 50_000));
    }

    OwnerRef self() {
        return self;
    }

    RangeMap<Lease> leases() {
        return leases;
    }

    /** Its next request: it joins, renews, acknowledges or leaves. */
    OwnerRequest request() {
        return new OwnerRequest(
                service,
                self,
                address,
                term,
                ++sequence,
                seen,
                handledList,
                held,
                List.of(),
                leaving);
    }

    /** It wants nothing any more, and says so in its next request. */
    void leave() {
        leaving = true;
        take(RangeMap.of(Lease.NONE));
    }

    /** Whether it answers the message with a request. */
    boolean hear(ManagerMessage message) {
        return switch (message) {
            case ManagerMessage.Hello hello -> {
                term = hello.term();
                seen = 0;
                handledList = 0;
                yield true;
            }
            case ManagerMessage.OutOfStep outOfStep -> {
                seen = outOfStep.sequence();
                yield true;
            }
            case ManagerMessage.Leases list -> hearList(list);
            case ManagerMessage.NotLeading no -> throw unexpected(no);
            case ManagerMessage.Superseded no -> throw unexpected(no);
        };
    }

    private boolean hearList(ManagerMessage.Leases list) {
        seen = list.sequence();
        if (list.seen() < sequence || leaving) {
            return false; // it crossed a request, which the manager answers with its numbers
        }
        boolean unasked = list.handled() == answered;
        handledList = list.sequence();
        answered = list.handled();
        boolean changed = !list.leases().equals(leases);
        if (changed) {
            take(list.leases());
        }
        return changed || unasked;
    }

    private void take(RangeMap<Lease> next) {
        leases = next;
        held = next.map(Lease::number);
    }

    private static IllegalStateException unexpected(ManagerMessage message) {
        return new IllegalStateException("an owner that is well is told " + message);
    }
}
