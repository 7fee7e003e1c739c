package io.centrifuge.lookup;

import io.centrifuge.ClockReading;
import io.centrifuge.Hint;
import io.centrifuge.KeyRanges;
import io.centrifuge.Loss;
import io.centrifuge.LossCause;
import io.centrifuge.ProcessClock;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Step;
import io.centrifuge.core.lookup.LookupEffect;
import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.lookup.LookupMachine;
import io.centrifuge.core.lookup.LookupSnapshot;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.runtime.DurationText;
import io.centrifuge.protocol.runtime.SerialThread;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a {@link LookupMachine} wants (ARCHITECTURE.md, "How data flows"): one thread owns the
 * machine, takes an event, reads the clocks, and performs the effects in their order.
 */
final class LookupDriver {
    private static final Duration ENDING = Duration.ofMillis(500);
    private static final Logger LOG = LoggerFactory.getLogger(LookupDriver.class);

    private final ServiceName service;
    private final LookupMachine machine;
    private final ProcessClock clock;
    private final LookupStatus status;
    private final LossListener listener;
    private final SerialThread thread;
    private final SerialThread listenerThread;
    private final ManagerLink link;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();

    /** Whether a refused hint waits for the driver's thread; more of them would say nothing new. */
    private final AtomicBoolean refusalWaits = new AtomicBoolean();

    private volatile LookupSnapshot snapshot = LookupSnapshot.EMPTY;

    /** Of the driver's thread: the wake-up there is. */
    private ProcessClock.Alarm alarm = () -> {};

    /** Of the driver's thread: closed or failed, so that nothing is done any more. */
    private boolean stopped;

    LookupDriver(
            ServiceName service,
            ManagerAddresses managers,
            LossListener listener,
            Lookup.Setting setting,
            LookupStatus status) {
        this.service = service;
        this.machine = new LookupMachine(service, managers.tries(), setting.seed());
        this.clock = setting.clock();
        this.status = status;
        this.listener = listener;
        this.thread = new SerialThread("centrifuge-lookup-" + service, this::fail);
        this.listenerThread =
                new SerialThread("centrifuge-lookup-listener-" + service, this::listenerFailed);
        this.link = new ManagerLink(service, managers, setting, status, thread, this::happened);
    }

    /** What hints are answered from. */
    LookupSnapshot snapshot() {
        return snapshot;
    }

    void start() {
        if (closing.get()) {
            throw new IllegalStateException("this lookup is closed: build another");
        }
        if (started.compareAndSet(false, true)) {
            thread.execute(() -> happened(new LookupEvent.Wake()));
        }
    }

    void refused(Hint hint) {
        LOG.trace("refused: {}", hint);
        status.refusedHints.incrementAndGet();
        if (started.get() && refusalWaits.compareAndSet(false, true)) {
            thread.execute(() -> {
                refusalWaits.set(false);
                happened(new LookupEvent.Refused());
            });
        }
    }

    /** Waits for its thread, which never blocks. */
    void close() {
        if (closing.compareAndSet(false, true)) {
            thread.execute(this::stop);
            thread.end();
            listenerThread.end();
            status.closes();
        }
        try {
            if (!thread.awaitEnd(ENDING.toNanos())) {
                LOG.warn("the driver's thread has not ended within {}", DurationText.of(ENDING));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void happened(LookupEvent event) {
        if (stopped) {
            return;
        }
        if (event instanceof LookupEvent.Heard(TableAnswer answer, ClockReading asked)) {
            status.answers.incrementAndGet();
            if (answer instanceof TableAnswer.Whole) {
                status.wholeTables.incrementAndGet();
            }
        }
        Step<LookupEffect> step = machine.on(event, clock.read());
        step.effects().forEach(this::perform);
        status.confirmed(machine.confirmation());
        alarm.cancel();
        alarm = clock.alarm(
                step.wakeAt(), () -> thread.execute(() -> happened(new LookupEvent.Wake())));
    }

    private void perform(LookupEffect effect) {
        switch (effect) {
            case LookupEffect.Publish publish -> {
                snapshot = publish.snapshot();
                status.tables.incrementAndGet();
                status.serves();
            }
            case LookupEffect.Watch watch -> link.watch(watch);
            case LookupEffect.Poll poll -> link.poll(poll);
            case LookupEffect.Lost lost -> tell(lost.loss());
            case LookupEffect.Stale stale -> warnOfAge(Duration.ofNanos(stale.ageNanos()));
            case LookupEffect.Fresh fresh ->
                LOG.info("{}: fresh: a manager vouches for the table again", service);
        }
    }

    private void warnOfAge(Duration age) {
        String lastError = status.lastError().orElse("none");
        if (status.hasTable()) {
            LOG.warn(
                    "{}: stale: no manager has vouched for the table for {}, and hints come from"
                            + " the one of LSN {}; last error: {}",
                    service,
                    DurationText.of(age),
                    snapshot.lsn(),
                    lastError);
        } else {
            LOG.warn(
                    "{}: no manager has shown a table for {}, and no owner is known; last error:"
                            + " {}",
                    service,
                    DurationText.of(age),
                    lastError);
        }
    }

    private void tell(Loss loss) {
        loss.byCause().forEach((cause, ranges) -> {
            status.lost(cause, ranges.size());
            LOG.info("{}: state lost of {} ranges: {}", service, ranges.size(), text(cause));
        });
        listenerThread.execute(() -> listener.lost(loss));
    }

    private static String text(LossCause cause) {
        return switch (cause) {
            case UNKNOWN -> "the cause is not known";
            case RELEASED -> "their owner gave them up in order";
            case EXPIRED -> "their owner did not renew them in time";
            case MERGED -> "they became fewer";
            case RESTORED -> "the store was restored";
        };
    }

    private void stop() {
        stopped = true;
        alarm.cancel();
        link.close();
    }

    /**
     * What threw may have left anything undone. No loss will be heard of any more, so that
     * everything counts as lost.
     */
    private void fail(Throwable thrown) {
        stop();
        status.fails("an error in the lookup library: " + thrown);
        LOG.error("an error in the lookup library; hints come from the last table now", thrown);
        tell(Loss.of(Map.of(LossCause.UNKNOWN, KeyRanges.ALL)));
    }

    private void listenerFailed(Throwable thrown) {
        status.listenerFailures.incrementAndGet();
        LOG.warn("the listener threw; it is told of the next loss all the same", thrown);
    }
}
