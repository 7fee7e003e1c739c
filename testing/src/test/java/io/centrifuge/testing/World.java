package io.centrifuge.testing;

import static org.assertj.core.api.Assertions.fail;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerChannels;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A manager, and owners and lookups driven by hand over real connections: all that they hear waits
 * until the test's own thread handles it.
 */
final class World implements AutoCloseable {
    static final ServiceName SERVICE = new ServiceName("chat");

    private static final long DEADLINE_NANOS = Duration.ofSeconds(30).toNanos();

    final TestClock clock = new TestClock();
    final MemoryStore store = new MemoryStore();
    final TestManager manager;
    final ManagedChannel channel;
    private final BlockingQueue<Runnable> heard = new LinkedBlockingQueue<>();
    private final List<Runnable> toClose = new ArrayList<>();

    World() {
        this(options());
    }

    World(ManagerOptions options) {
        manager = TestManager.start(options, store, clock);
        channel = ManagerChannels.onLoopback().open(manager.address());
    }

    static ManagerOptions options() {
        return ManagerOptions.DEFAULT.withPort(0).withLease(LeaseTiming.STANDARD);
    }

    RawOwner owner(String id, long incarnation) {
        return owner(SERVICE, id, incarnation);
    }

    RawOwner owner(ServiceName service, String id, long incarnation) {
        return new RawOwner(this, channel, service, id, incarnation);
    }

    RawLookup lookup() {
        return new RawLookup(this, channel, SERVICE);
    }

    /** Another manager on the same store. */
    TestManager standby() {
        TestManager standby = TestManager.start(options(), store, clock);
        toClose.add(standby::close);
        return standby;
    }

    ManagedChannel channelTo(ManagerAddress address) {
        ManagedChannel made = ManagerChannels.onLoopback().open(address);
        toClose.add(made::shutdownNow);
        return made;
    }

    LeaseTable table() {
        return store.state().table(SERVICE);
    }

    /** Handled by the test's thread, in the order in which it was heard. */
    void later(Runnable task) {
        heard.add(task);
    }

    /** Handles what is heard until the condition is met; time stands still. */
    void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                fail("waited in vain until " + what);
            }
            handleOne();
        }
    }

    private void handleOne() {
        try {
            Runnable task = heard.poll(5, TimeUnit.MILLISECONDS);
            if (task != null) {
                task.run();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            fail("interrupted", interrupted);
        }
    }

    /** Handles what is heard until nothing more comes; time stands still. */
    void settle() {
        boolean again = true;
        while (again) {
            manager.settle();
            again = false;
            for (Runnable task = heard.poll(); task != null; task = heard.poll()) {
                task.run();
                again = true;
            }
        }
    }

    void advance(Duration by) {
        settle();
        long target = clock.monotonic() + by.toNanos();
        while (clock.step(target)) {
            settle();
        }
        settle();
    }

    /** Moves the time on in a hundred steps, but no further than the condition needs. */
    void advanceUntil(String what, Duration most, BooleanSupplier condition) {
        long end = clock.monotonic() + most.toNanos();
        settle();
        while (!condition.getAsBoolean()) {
            if (clock.monotonic() - end >= 0) {
                fail("time passed in vain until " + what);
            }
            advance(most.dividedBy(100));
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        toClose.forEach(Runnable::run);
        manager.close();
    }
}
