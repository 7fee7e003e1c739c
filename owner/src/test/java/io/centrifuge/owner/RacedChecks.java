package io.centrifuge.owner;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ProcessClock;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.owner.OwnerConfig;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.owner.OwnerMachine;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/**
 * What {@link CheckRaceTest} lets race: threads that check two keys, the clocks, and the driver,
 * which publishes one snapshot after the other. The production machine made them beforehand, so
 * that nothing but the hot path is interleaved; each may be published as late as you like.
 */
@Param(name = "key", gen = IntGen.class, conf = "0:1")
@Param(name = "number", gen = IntGen.class, conf = "1:3")
public abstract class RacedChecks {
    /** Two are longer than a term. */
    private static final long STEP = Duration.ofSeconds(8).toNanos();

    /** More than an owner listens first that is late. */
    private static final long LITTLE = Duration.ofSeconds(1).toNanos();

    private static final long[] HASHES = {1, -1};
    private static final List<OwnerSnapshot> STORY = new Story()
            .hears(granted(0, 1))
            .hears(granted(1, 2))
            .hears(granted(1, 2).overlay(granted(0, 3).pieces(Lease::isHeld)))
            .hears(RangeMap.of(Lease.NONE))
            .told();

    final Time time = new Time();
    private int published;

    private static RangeMap<Lease> granted(int key, long number) {
        KeyRange half =
                key == 0 ? new KeyRange(0, Long.MIN_VALUE) : new KeyRange(Long.MIN_VALUE, 0);
        return RangeMap.of(Lease.NONE).with(half, new Lease(number, number));
    }

    /** Both clocks, which show the same. */
    static final class Time implements ProcessClock {
        private volatile long now;

        @Override
        public long monotonic() {
            return now;
        }

        @Override
        public long wall() {
            return now;
        }

        @Override
        public Alarm alarm(long at, Runnable task) {
            return () -> {};
        }
    }

    abstract void publish(OwnerSnapshot snapshot);

    abstract OwnerSnapshot newest();

    /** 0 where not held. */
    abstract long numberOf(long hash);

    abstract boolean isContinuous(long hash, long number);

    /**
     * Only "held" says something of one instant, so a refusal is asked again if something was
     * published meanwhile: a thread that was paused between reading the reference and the clocks
     * refuses what was renewed in between.
     */
    @Operation
    public long check(@Param(name = "key") int key) {
        OwnerSnapshot before;
        long number;
        do {
            before = newest();
            number = numberOf(HASHES[key]);
        } while (number == 0 && newest() != before);
        return number;
    }

    /** As {@link #check}. */
    @Operation
    public boolean checkContinuous(
            @Param(name = "key") int key, @Param(name = "number") int number) {
        OwnerSnapshot before;
        boolean continuous;
        do {
            before = newest();
            continuous = isContinuous(HASHES[key], number);
        } while (!continuous && newest() != before);
        return continuous;
    }

    @Operation(nonParallelGroup = "driver")
    public void publishNext() {
        publish(STORY.get(Math.min(published++, STORY.size() - 1)));
    }

    @Operation(nonParallelGroup = "driver")
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread moves the time
    public void passTime() {
        time.now += STEP;
    }

    /** An owner that renews after each step of time, and hears one list after the other. */
    private static final class Story {
        private static final ServiceName SERVICE = new ServiceName("chat");
        private static final OwnerRef SELF = new OwnerRef(new OwnerId("alice"), 1);

        private final OwnerMachine machine = new OwnerMachine(
                new OwnerConfig(SERVICE, SELF, new OwnerAddress("alice:1"), false, 1, 1));
        private final List<OwnerSnapshot> told = new ArrayList<>();
        private long newestRequest;
        private long now;

        Story() {
            happens(new OwnerEvent.Wake());
            happens(new OwnerEvent.Heard(new ManagerMessage.Hello(SERVICE, SELF, 1)));
        }

        Story hears(RangeMap<Lease> leases) {
            happens(new OwnerEvent.Wake());
            happens(new OwnerEvent.Heard(new ManagerMessage.Leases(
                    SERVICE,
                    SELF,
                    1,
                    told.size() + 1,
                    newestRequest,
                    newestRequest,
                    LeaseTiming.STANDARD,
                    leases,
                    List.of())));
            told.add(machine.snapshot());
            // It is late after each step, so it first listens a little, and then it renews.
            now += STEP - LITTLE;
            happens(new OwnerEvent.Wake());
            now += LITTLE;
            return this;
        }

        private void happens(OwnerEvent event) {
            for (OwnerEffect effect :
                    machine.on(event, new ClockReading(now, now)).effects()) {
                if (effect instanceof OwnerEffect.Send send) {
                    newestRequest = send.request().sequence();
                }
            }
        }

        List<OwnerSnapshot> told() {
            return List.copyOf(told);
        }
    }
}
