package io.centrifuge.testing;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ProcessClock;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.manager.ManagerStartException;
import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.runtime.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A manager inside the test's JVM, on a free port of loopback, with a store in memory. It is the
 * real manager, spoken to over a real connection; only its disk and, unless it was started in real
 * time, its clocks are the test's. One thread uses it.
 *
 * <p>Owners and lookups that are to see the same time are given {@link #clock()}. Managers that
 * were made of one another share it, and are waited for together: {@link #standby()} is of the same
 * cluster, {@link #stranger()} of another. An owner that is started under an id which another has
 * is, to the manager, one that crashed and was started again: an id to which that happened twice is
 * kept out for a while if other owners are here (docs/protocol.md, "Owners that come and go").
 */
public final class TestManager implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int QUIET_ROUND_TRIPS = 3;

    private final ManagerOptions options;
    private final ProcessClock clock;
    private final MemoryStore store;
    private final ManagerAddress address;

    /** All on these clocks. */
    private final List<TestManager> together;

    private Store member;
    private @Nullable ManagerServer running;
    private Probe probe;

    private TestManager(
            ManagerOptions options,
            MemoryStore store,
            ProcessClock clock,
            List<TestManager> together) {
        this.clock = clock;
        this.store = store;
        this.together = together;
        this.member = store.member();
        ManagerOptions atOnce = options.withJoinWait(JoinWait.NONE);
        ManagerServer first = open(atOnce, member, clock);
        this.running = first;
        this.options = atOnce.withPort(first.port());
        this.address = new ManagerAddress(options.host(), first.port());
        this.probe = new Probe(address);
        together.add(this);
        settle();
    }

    /** With the standard timing, and clocks that only {@link #advance} moves. It leads already. */
    public static TestManager start() {
        return start(LeaseTiming.STANDARD);
    }

    /** With clocks that only {@link #advance} moves. It leads already. */
    public static TestManager start(LeaseTiming timing) {
        return start(
                ManagerOptions.DEFAULT.withPort(0).withLease(timing),
                new MemoryStore(),
                new TestClock());
    }

    /** With the machine's own clocks, for tests that wait for real. */
    public static TestManager startInRealTime(LeaseTiming timing) {
        return start(
                ManagerOptions.DEFAULT.withPort(0).withLease(timing),
                new MemoryStore(),
                SystemClock.INSTANCE);
    }

    /**
     * Several that share a store and clocks are leader and standbys. An owner that joins is planned
     * for at once, whatever the options say, so that a test needn't wait for others to join.
     */
    public static TestManager start(ManagerOptions options, MemoryStore store, ProcessClock clock) {
        return new TestManager(options, store, clock, new ArrayList<>());
    }

    /**
     * Starts another manager of the same cluster, on the same clocks. It stands by while this one
     * leads.
     */
    public TestManager standby() {
        return new TestManager(options.withPort(0), store, clock, together);
    }

    /**
     * Starts a manager of another cluster, on the same clocks, with the same options. It leads
     * already: who lists it beside this one must not use both.
     */
    public TestManager stranger() {
        return new TestManager(options.withPort(0), new MemoryStore(), clock, together);
    }

    /** Gives orders about the service. */
    public Administrator administrator(String service) {
        return new Administrator(this, service);
    }

    private static ManagerServer open(ManagerOptions options, Store member, ProcessClock clock) {
        try {
            return ManagerServer.start(options, member, clock);
        } catch (ManagerStartException | StoreException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** For owners and lookups; the same after {@link #startAgain()}. */
    public ManagerAddress address() {
        return address;
    }

    /** The clocks that it goes by. */
    public ProcessClock clock() {
        return clock;
    }

    public MemoryStore store() {
        return store;
    }

    /** The manager itself. */
    public ManagerServer server() {
        ManagerServer now = running;
        if (now == null) {
            throw new IllegalStateException("the manager was stopped: start it again first");
        }
        return now;
    }

    /** What it knows now. */
    public ManagerView view() {
        return server().view();
    }

    public ManagerStatus status() {
        return server().status();
    }

    /**
     * Moves the clocks on, from one time at which something is due to the next, and waits at each
     * until the managers on them are quiet; so owners on the same clocks renew on the way. A minute
     * takes about a second.
     *
     * @throws IllegalStateException if it runs in real time
     */
    public void advance(Duration by) {
        if (!(clock instanceof TestClock movable)) {
            throw new IllegalStateException("this manager runs in real time: use start() instead");
        }
        settle();
        long target = movable.monotonic() + by.toNanos();
        while (movable.step(target)) {
            settle();
        }
        settle();
    }

    /**
     * Waits until this manager, and those on the same clocks, have handled all that came in, and
     * nothing more came during the time that a few messages take to each and back.
     */
    public void settle() {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        long handled = -1;
        int quiet = 0;
        while (quiet < QUIET_ROUND_TRIPS) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "the manager has not been quiet for " + LONGEST_WAIT);
            }
            long now = 0;
            for (TestManager manager : together) {
                now += manager.roundTrip();
            }
            quiet = now == handled ? quiet + 1 : 0;
            handled = now;
        }
    }

    /** Returns how many events it has handled; 0 if it is stopped. */
    private long roundTrip() {
        ManagerServer now = running;
        if (now == null) {
            return 0;
        }
        await(now.quiet());
        probe.roundTrip();
        return now.eventsHandled();
    }

    private static void await(CompletionStage<Void> done) {
        try {
            done.toCompletableFuture().get(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        } catch (ExecutionException | TimeoutException failure) {
            throw new IllegalStateException("the manager handles nothing any more", failure);
        }
    }

    /** Stops it as its operator would; owners and lookups find nobody then. */
    public void stop() {
        ManagerServer now = running;
        running = null;
        if (now != null) {
            probe.close();
            now.close();
        }
    }

    /**
     * Ends it as if its process were killed: it doesn't resign, so another manager, or this one
     * started again, leads only when it has waited for the leader's term.
     */
    public void kill() {
        store.kill(member);
        stop();
    }

    /** Starts another process on the same store and port, after {@link #stop} or {@link #kill}. */
    public void startAgain() {
        if (running != null) {
            throw new IllegalStateException("the manager still runs: stop it first");
        }
        member = store.again(member);
        running = open(options, member, clock);
        probe = new Probe(address);
        settle();
    }

    @Override
    public void close() {
        together.remove(this);
        stop();
    }
}
