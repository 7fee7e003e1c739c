package io.centrifuge.manager;

import io.centrifuge.ClockReading;
import io.centrifuge.ProcessClock;
import io.centrifuge.ProcessClock.Alarm;
import io.centrifuge.core.Step;
import io.centrifuge.core.manager.ManagerEffect;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.ManagerMachine;
import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.manager.store.Store;
import io.centrifuge.manager.store.StoreEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the one thread on which the {@link ManagerMachine} runs: takes an event, then reads the
 * clocks, runs the machine, performs its effects in order, and shows its view to all who only read.
 * Any thread may hand it events; that never blocks.
 *
 * <p>Invariant: no event is lost but owners' requests beyond {@link #MOST_REQUESTS_WAITING}; and
 * after a halt the machine is never asked again.
 */
final class ManagerDriver {
    /** Each owner's stream has one at most; more than these would be answered too late anyway. */
    private static final int MOST_REQUESTS_WAITING = 20_000;

    /** An event's bound: a tenth of a heartbeat period. More is said aloud. */
    private static final long LONGEST_EVENT_NANOS = Duration.ofMillis(50).toNanos();

    private static final long NANOS_A_MILLI = Duration.ofMillis(1).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(ManagerDriver.class);

    private final ManagerMachine machine;
    private final ProcessClock clock;
    private final Store store;
    private final Consumer<ManagerMessage> owners;
    private final Counters counters;
    private final Thread thread = new Thread(this::run, "centrifuge-manager");
    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final AtomicInteger requestsWaiting = new AtomicInteger();
    private final AtomicBoolean wakeWaiting = new AtomicBoolean();
    private final List<Consumer<ManagerView>> readers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ManagerHalt> halted = new CompletableFuture<>();
    private final CompletableFuture<Void> resigned = new CompletableFuture<>();
    private volatile ManagerView view;
    private volatile boolean ended;

    // Of the machine's thread alone.
    private boolean shuttingDown;
    private long alarmAt = Step.NEVER;
    private Alarm alarm = () -> {};

    /**
     * @param owners sends to the owner's stream, if there is one; must not block
     */
    ManagerDriver(
            ManagerMachine machine,
            ProcessClock clock,
            Store store,
            Consumer<ManagerMessage> owners,
            Counters counters) {
        this.machine = machine;
        this.clock = clock;
        this.store = store;
        this.owners = owners;
        this.counters = counters;
        this.view = machine.view();
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (dead, thrown) -> halt(new ManagerHalt("the manager's thread failed", thrown)));
    }

    void start() {
        thread.start();
    }

    /** The store's follower. */
    void store(StoreEvent event) {
        inbox.add(() -> {
            switch (event) {
                case StoreEvent.Restored restored ->
                    step(new ManagerEvent.Restored(restored.state()));
                case StoreEvent.Committed committed -> commit(committed.record());
                case StoreEvent.Failed failed -> halt(new ManagerHalt(failed.reason(), null));
            }
        });
    }

    /**
     * An owner's request arrived.
     *
     * @param handled run once the machine has handled it
     * @return false if too many wait: it is then dropped, and {@code handled} isn't run
     */
    boolean hear(OwnerRequest request, Runnable handled) {
        if (requestsWaiting.incrementAndGet() > MOST_REQUESTS_WAITING) {
            requestsWaiting.decrementAndGet();
            return false;
        }
        inbox.add(() -> {
            requestsWaiting.decrementAndGet();
            step(new ManagerEvent.Heard(request));
            if (view.leading()) {
                counters.requestHandled();
            }
            handled.run();
        });
        return true;
    }

    void drain(ManagerEvent.Drain drain) {
        inbox.add(() -> step(drain));
    }

    /**
     * Stops leading; done once the resignation is committed, or there is none to wait for.
     */
    CompletableFuture<Void> shutDown() {
        inbox.add(() -> {
            shuttingDown = true;
            step(new ManagerEvent.ShutDown());
        });
        return resigned;
    }

    /** What the machine showed last. */
    ManagerView view() {
        return view;
    }

    /**
     * {@code reader} is told, on the machine's thread, of everything that is shown from now on; it
     * must be quick and not throw.
     */
    void tell(Consumer<ManagerView> reader) {
        readers.add(reader);
    }

    /** Completed, on whatever thread found out, when it stops answering for good by itself. */
    CompletableFuture<ManagerHalt> halted() {
        return halted;
    }

    /** Done once nothing waits to be handled. */
    CompletableFuture<Void> quiet() {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        inbox.add(() -> finish(quiet));
        if (ended) {
            quiet.complete(null);
        }
        return quiet;
    }

    private void finish(CompletableFuture<Void> quiet) {
        if (inbox.isEmpty() || ended) {
            quiet.complete(null);
        } else {
            inbox.add(() -> finish(quiet));
        }
    }

    /** Handles nothing more; what waits is dropped. */
    void end() {
        ended = true;
        inbox.add(() -> alarm.cancel());
    }

    private void run() {
        try {
            while (!ended) {
                inbox.take().run();
            }
        } catch (InterruptedException interrupted) {
            halt(new ManagerHalt("the manager's thread was interrupted", interrupted));
        }
        alarm.cancel();
    }

    private void wake() {
        if (wakeWaiting.compareAndSet(false, true)) {
            inbox.add(() -> {
                wakeWaiting.set(false);
                alarmAt = Step.NEVER;
                step(new ManagerEvent.Wake());
            });
        }
    }

    @SuppressWarnings("ReferenceEquality") // a state is replaced, never changed
    private void commit(StoreRecord record) {
        boolean before = ended;
        var stateBefore = machine.view().state();
        step(new ManagerEvent.Committed(record));
        if (!before && machine.view().state() != stateBefore) {
            counters.applied(record, machine.view().state());
        }
    }

    private void step(ManagerEvent event) {
        if (ended) {
            return;
        }
        ClockReading now = clock.read();
        Step<ManagerEffect> step = machine.on(event, now);
        for (ManagerEffect effect : step.effects()) {
            switch (effect) {
                case ManagerEffect.Propose propose -> store.propose(propose.record());
                case ManagerEffect.Send send -> owners.accept(send.message());
                case ManagerEffect.Say say -> TransitionLog.write(say.transition());
            }
        }
        if (machine.view().leading()) {
            noteIfLong(event, clock.read().monotonic() - now.monotonic());
        }
        counters.stepped();
        publish();
        if (shuttingDown && machine.isShutDown()) {
            resigned.complete(null);
        }
        wakeAt(step.wakeAt());
    }

    /** A leader's heartbeats wait behind every event. */
    private static void noteIfLong(ManagerEvent event, long nanos) {
        if (nanos > LONGEST_EVENT_NANOS) {
            LOG.info(
                    "an event took {} ms, longer than {}: {}",
                    nanos / NANOS_A_MILLI,
                    LONGEST_EVENT_NANOS / NANOS_A_MILLI,
                    event.getClass().getSimpleName());
        }
    }

    @SuppressWarnings("ReferenceEquality") // a view is replaced, never changed
    private void publish() {
        ManagerView shown = machine.view();
        if (shown != view) {
            view = shown;
            readers.forEach(reader -> reader.accept(shown));
        }
    }

    private void wakeAt(long at) {
        if (at == alarmAt) {
            return;
        }
        alarm.cancel();
        alarmAt = at;
        if (at != Step.NEVER) {
            alarm = clock.alarm(at, this::wake);
        }
    }

    private void halt(ManagerHalt halt) {
        ended = true;
        @Nullable Throwable cause = halt.cause();
        LOG.error("The manager halts and must be replaced by a standby: {}", halt.reason(), cause);
        halted.complete(halt);
        resigned.complete(null);
    }
}
