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
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the one thread on which the {@link ManagerMachine} runs: takes an event, then reads the
 * clocks, runs the machine, performs its effects in order, and shows its view to all who only read.
 * Any thread may hand it events; that never blocks.
 *
 * <p>Invariant: no event is lost but owners' requests, by the rules of the {@link Inbox}; and after
 * a halt the machine is never asked again.
 */
final class ManagerDriver {
    /** An event's bound: a tenth of a heartbeat period. More is said aloud. */
    private static final long LONGEST_EVENT_NANOS = Duration.ofMillis(50).toNanos();

    private static final long NANOS_A_MILLI = Duration.ofMillis(1).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(ManagerDriver.class);

    private final ManagerMachine machine;
    private final ProcessClock clock;
    private final Store store;
    private final Consumer<ManagerMessage> owners;
    private final ChangeHistory history;
    private final Counters counters;
    private final Thread thread = new Thread(this::run, "centrifuge-manager");
    private final Inbox inbox = new Inbox();
    private final AtomicBoolean wakeWaiting = new AtomicBoolean();
    private final List<Consumer<ManagerView>> readers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<ManagerHalt> halted = new CompletableFuture<>();
    private final CompletableFuture<Void> resigned = new CompletableFuture<>();
    private final Queue<CompletableFuture<Void>> wantQuiet = new ConcurrentLinkedQueue<>();
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
            ChangeHistory history,
            Counters counters) {
        this.machine = machine;
        this.clock = clock;
        this.store = store;
        this.owners = owners;
        this.history = history;
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
        put(() -> {
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
     * @return false if it is dropped because those of too many owners wait
     */
    boolean hear(OwnerRequest request) {
        Inbox.Outcome outcome = inbox.put(request, clock.monotonic());
        if (outcome == Inbox.Outcome.REPLACED) {
            counters.requestReplaced();
        }
        return outcome != Inbox.Outcome.FULL;
    }

    void order(ManagerEvent order) {
        put(() -> step(order));
    }

    /**
     * Stops leading; done once the resignation is committed, or there is none to wait for.
     */
    CompletableFuture<Void> shutDown() {
        put(() -> {
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
    void subscribe(Consumer<ManagerView> reader) {
        readers.add(reader);
    }

    /** Completed, on whatever thread found out, when it stops answering for good by itself. */
    CompletableFuture<ManagerHalt> halted() {
        return halted;
    }

    /** Done once nothing waits to be handled. */
    CompletableFuture<Void> quiet() {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        wantQuiet.add(quiet);
        put(() -> {}); // so that the thread looks
        if (ended) {
            tellIfQuiet();
        }
        return quiet;
    }

    /** Looks into the inbox for each who wants it, so that nothing came before them in between. */
    private void tellIfQuiet() {
        wantQuiet.removeIf(quiet -> {
            boolean is = ended || inbox.isEmpty();
            if (is) {
                quiet.complete(null);
            }
            return is;
        });
    }

    /** Handles nothing more; what waits is dropped. */
    void end() {
        ended = true;
        put(() -> {}); // so that the thread looks
    }

    private void put(Runnable task) {
        inbox.put(task, clock.monotonic());
    }

    private void run() {
        try {
            while (!ended) {
                handle(inbox.take());
                tellIfQuiet();
            }
        } catch (InterruptedException interrupted) {
            halt(new ManagerHalt("the manager's thread was interrupted", interrupted));
        }
        alarm.cancel();
        tellIfQuiet();
    }

    private void handle(Inbox.Taken taken) {
        counters.waited(clock.monotonic() - taken.since());
        switch (taken) {
            case Inbox.Task task -> task.what().run();
            case Inbox.Request heard -> {
                step(new ManagerEvent.Heard(heard.request()));
                if (view.leading()) {
                    counters.requestHandled();
                }
            }
        }
    }

    private void wake() {
        if (wakeWaiting.compareAndSet(false, true)) {
            put(() -> {
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
            history.applied(record, stateBefore);
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
            long took = clock.monotonic() - now.monotonic();
            counters.stepTook(took);
            noteIfLong(event, took);
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
        LOG.error("The manager halts: {}", halt.reason(), cause);
        halted.complete(halt);
        resigned.complete(null);
        tellIfQuiet();
    }
}
