package io.centrifuge.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.manager.ManagerEffect;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.ManagerMachine;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;

/**
 * A takeover that is rehearsed: a machine of its own, with made-up owners and nothing of the real
 * state, leads, grants and answers, and its effects go nowhere. A standby runs none of that code
 * until it takes over, and would else load and interpret it just when all owners wait for it.
 */
final class TakeoverWarmup {
    /** Enough for the loops over pieces to be compiled. */
    private static final int OWNERS = 32;

    private static final int TAKEOVERS = 3;
    private static final ServiceName SERVICE = new ServiceName("warmup");
    private static final ClockReading NOW = new ClockReading(0, 0);

    private final ManagerMachine machine;
    private final Queue<ManagerEvent> events = new ArrayDeque<>();
    private int named;

    /** Its time stands still, so nobody waits for others to join. */
    private TakeoverWarmup(ManagerConfig config) {
        machine = new ManagerMachine(new ManagerConfig(
                config.process(),
                config.lease(),
                config.leader(),
                config.virtualNodes(),
                config.virtualNodesOf(),
                JoinWait.NONE));
    }

    /**
     * Takes some tenths of a second. Any thread may call.
     *
     * @param config the timing and virtual nodes to warm up with
     * @return how many ranges were named to owners
     */
    static int run(ManagerConfig config) {
        CommittedState state = CommittedState.begun(new UUID(0, 1));
        int named = 0;
        for (int i = 0; i < TAKEOVERS; i++) {
            TakeoverWarmup warmup = new TakeoverWarmup(config);
            warmup.takeOver(state);
            named += warmup.named;
            state = warmup.machine.view().state();
        }
        return named;
    }

    /** Everybody is answered; then it resigns, so that the next can take over at once. */
    private void takeOver(CommittedState state) {
        events.add(new ManagerEvent.Restored(state));
        handle();
        for (int number = 1; number <= OWNERS; number++) {
            events.add(new ManagerEvent.Heard(request(number)));
        }
        handle();
        events.add(new ManagerEvent.ShutDown());
        handle();
    }

    private OwnerRequest request(int number) {
        OwnerRef owner = new OwnerRef(new OwnerId("owner-" + number), number);
        CommittedState state = machine.view().state();
        RangeMap<Long> held = state.table(SERVICE)
                .entries()
                .map(entry -> entry.isHeldBy(owner) ? entry.number() : 0L);
        return new OwnerRequest(
                SERVICE,
                owner,
                new OwnerAddress("owner-" + number + ":1"),
                state.leader().term(),
                1,
                0,
                0,
                held,
                List.of(),
                false);
    }

    /** What it proposes is committed, after all that was there before. */
    private void handle() {
        while (!events.isEmpty()) {
            for (ManagerEffect effect : machine.on(events.remove(), NOW).effects()) {
                if (effect instanceof ManagerEffect.Propose propose) {
                    events.add(new ManagerEvent.Committed(propose.record()));
                } else if (effect instanceof ManagerEffect.Send send
                        && send.message() instanceof ManagerMessage.Leases list) {
                    named += list.leases().pieces(Lease::isHeld).size();
                }
            }
        }
    }
}
