package io.centrifuge.owner;

import io.centrifuge.ClockReading;
import io.centrifuge.ProcessClock;
import io.centrifuge.RevocationCause;
import io.centrifuge.core.Step;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.owner.OwnerConfig;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.owner.OwnerMachine;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.reference.OwnerEnd;
import io.centrifuge.core.state.Lease;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerRoute;
import io.centrifuge.protocol.runtime.DurationText;
import io.centrifuge.protocol.runtime.SerialThread;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Does what an {@link OwnerMachine} wants (ARCHITECTURE.md, "How data flows"): one thread owns the
 * machine, takes an event, reads the clocks, and performs the effects in their order.
 *
 * <p>Invariant: what checks are answered from is published before any message that says so leaves.
 */
final class OwnerDriver {
    /** How long a farewell may take to be handled. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** How long its last messages may take to go out, and its thread to end. */
    private static final Duration ENDING = Duration.ofMillis(500);

    private static final Logger LOG = LoggerFactory.getLogger(OwnerDriver.class);

    /** Its service and id, with which each line of the log begins. */
    private final String self;

    private final OwnerMachine machine;
    private final ProcessClock clock;
    private final OwnerStatus status;
    private final LeaseChecks checks;
    private final SerialThread thread;
    private final ManagerLink link;
    private final ListenerThread listenerThread;
    private final AtomicBoolean closing = new AtomicBoolean();
    /** What could be handed on is. */
    private final CountDownLatch handedOn = new CountDownLatch(1);

    private final CountDownLatch left = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable ManagerStream lastStream;

    /** Of the driver's thread: the wake-up there is. */
    private ProcessClock.Alarm alarm = () -> {};

    /** Of the driver's thread: closed or failed, so that nothing is done any more. */
    private boolean stopped;

    /** Whom it talks to, in which cluster if it was told, and how it connects to them. */
    record Managers(ManagerAddresses addresses, Optional<UUID> cluster, ManagerChannels channels) {}

    OwnerDriver(
            OwnerConfig config,
            Managers managers,
            OwnershipListener listener,
            ProcessClock clock,
            OwnerStatus status,
            LeaseChecks checks) {
        this.machine = new OwnerMachine(config);
        this.clock = clock;
        this.status = status;
        this.checks = checks;
        this.self = config.service() + " " + config.self().id();
        String name = config.service() + "-" + config.self().id();
        this.thread = new SerialThread("centrifuge-owner-" + name, this::fail);
        ManagerRoute route = new ManagerRoute(self, managers.addresses(), config.seed(), clock);
        this.link = new ManagerLink(
                route,
                managers,
                status,
                thread,
                this::happened,
                () -> new OwnerEnd(config.service(), config.self()));
        this.listenerThread = new ListenerThread(name, listener, status);
    }

    /** Once. */
    void start() {
        thread.execute(this::wake);
    }

    /**
     * Waits until what can be handed on is, then for the manager and then for the listener, so long
     * in all, and a little for the connection to end.
     */
    void close(Duration atMost) {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(atMost);
        boolean interrupted = false;
        if (closing.compareAndSet(false, true)) {
            interrupted = retire(atMost.minus(shorter(atMost.dividedBy(2), FAREWELL)));
            thread.execute(this::sayFarewell);
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            interrupted = interrupted || awaitFarewell(shorter(left, FAREWELL));
            thread.execute(this::end);
            thread.end();
        }
        Duration ending = atMost.plus(FAREWELL).plus(ENDING);
        if (awaitEnd(ending)) {
            interrupted = true;
            var unused = awaitEnd(ending); // also then nothing may be held when this returns
        }
        interrupted |= awaitStream();
        interrupted |= awaitListener(interrupted ? System.nanoTime() : deadline);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Returns whether the wait was interrupted; that ends it. */
    private static boolean await(CountDownLatch latch, Duration atMost, Runnable late) {
        try {
            if (!latch.await(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS)) {
                late.run();
            }
            return false;
        } catch (InterruptedException interrupted) {
            return true;
        }
    }

    private boolean awaitEnd(Duration atMost) {
        return await(
                ended,
                atMost,
                () -> LOG.warn("closing is not done within {}", DurationText.of(atMost)));
    }

    /** Hands on what can be handed on; returns whether the wait for that was interrupted. */
    private boolean retire(Duration atMost) {
        thread.execute(() -> {
            happened(new OwnerEvent.Retire());
            if (status.isEnded() || !link.hasHeard()) {
                nothingToWaitFor();
            }
        });
        return await(handedOn, atMost, () -> {});
    }

    private void sayFarewell() {
        if (handedOn.getCount() > 0) {
            LOG.warn(
                    "not all was handed on to other owners in the time to close: {} ranges are"
                            + " given up, and their loss is told",
                    checks.heldRanges());
        }
        happened(new OwnerEvent.Leave());
    }

    private boolean awaitFarewell(Duration atMost) {
        return await(
                left,
                atMost,
                () -> LOG.warn(
                        "no manager has taken the farewell within {}: what was held is free once"
                                + " the leases are over",
                        DurationText.of(atMost)));
    }

    /** There is nothing to hand on, and no farewell to wait for. */
    private void nothingToWaitFor() {
        handedOn.countDown();
        left.countDown();
    }

    private boolean awaitStream() {
        ManagerStream stream = lastStream;
        if (stream == null) {
            return false;
        }
        try {
            stream.awaitEnd(ENDING.toNanos());
            return false;
        } catch (InterruptedException interrupted) {
            stream.abandon();
            return true;
        }
    }

    private boolean awaitListener(long deadline) {
        try {
            listenerThread.awaitEnd(deadline - System.nanoTime());
            return false;
        } catch (InterruptedException interrupted) {
            return true;
        }
    }

    private void end() {
        checks.publish(OwnerSnapshot.EMPTY);
        stopped = true;
        alarm.cancel();
        lastStream = link.finish();
        status.ends(Owner.State.CLOSED);
        listenerThread.end();
        ended.countDown();
    }

    private void wake() {
        happened(new OwnerEvent.Wake());
    }

    private void happened(OwnerEvent event) {
        if (stopped) {
            return;
        }
        ClockReading now = clock.read();
        Step<OwnerEffect> step = machine.on(event, now);
        step.effects().forEach(effect -> perform(effect, now));
        status.races.set(machine.races());
        alarm.cancel();
        alarm = step.wakeAt() == Step.NEVER
                ? () -> {}
                : clock.alarm(step.wakeAt(), () -> thread.execute(this::wake));
    }

    private void perform(OwnerEffect effect, ClockReading now) {
        switch (effect) {
            case OwnerEffect.Publish publish -> checks.publish(publish.snapshot());
            case OwnerEffect.Send send -> link.send(send.request());
            case OwnerEffect.Reconnect reconnect -> link.leaveSilent();
            case OwnerEffect.AskNext next -> link.askNext();
            case OwnerEffect.Changed changed -> tell(changed.granted(), changed.revoked());
            case OwnerEffect.Renewed renewed -> status.told(now, renewed.durationNanos());
            case OwnerEffect.KeptOut kept -> keptOut(kept.whileNanos());
            case OwnerEffect.Expired expired -> status.over();
            case OwnerEffect.Superseded superseded -> {
                String why = superseded.evicted()
                        ? "evicted by an administrator's order: this process never joins again; one"
                                + " that is started under the id may, unless it is cordoned"
                        : "superseded by a process that started later under the same id";
                LOG.warn("{}: {}", self, why);
                status.error(why);
                status.ends(Owner.State.SUPERSEDED);
                listenerThread.superseded();
                nothingToWaitFor();
            }
            case OwnerEffect.Leaving nothing -> handedOn.countDown();
            case OwnerEffect.Left nothing -> left.countDown();
        }
    }

    private void keptOut(long nanos) {
        status.keptOut = nanos > 0;
        if (nanos == ManagerMessage.Leases.CORDONED) {
            LOG.warn(
                    "{}: cordoned: the manager plans no ranges for this owner until an"
                            + " administrator lifts the cordon of its id or its address",
                    self);
        } else if (status.keptOut) {
            LOG.warn(
                    "{}: kept out: the manager plans no ranges for this owner until it has been"
                            + " there for {}, since its id or its host came and went",
                    self,
                    DurationText.of(Duration.ofNanos(nanos)));
        } else {
            LOG.info("{}: let in: the manager plans ranges for this owner again", self);
        }
    }

    /** What threw may have left anything undone: drops the leases first, and then reports. */
    private void fail(Throwable thrown) {
        List<OwnerEffect.Revoked> dropped = heldIn(checks.snapshot());
        checks.publish(OwnerSnapshot.EMPTY);
        stopped = true;
        alarm.cancel();
        String why = "an error in the owner library: " + thrown;
        status.error(why);
        status.ends(Owner.State.FAILED);
        LOG.error("an error in the owner library; all leases are dropped", thrown);
        link.abandon();
        nothingToWaitFor();
        if (!dropped.isEmpty()) {
            tell(List.of(), dropped);
        }
        listenerThread.failed(why);
    }

    private static List<OwnerEffect.Revoked> heldIn(OwnerSnapshot snapshot) {
        return snapshot.leases().pieces(Lease::isHeld).stream()
                .map(piece -> new OwnerEffect.Revoked(
                        new OwnerEffect.Grant(
                                piece.range(),
                                piece.value().number(),
                                piece.value().stateSince()),
                        RevocationCause.FAILED,
                        Optional.empty()))
                .toList();
    }

    /** A line for each cause, however many ranges, and then the listener. */
    private void tell(List<OwnerEffect.Grant> granted, List<OwnerEffect.Revoked> revoked) {
        if (!granted.isEmpty()) {
            LOG.info("{}: {} ranges granted", self, granted.size());
        }
        Map<RevocationCause, Integer> ended = new EnumMap<>(RevocationCause.class);
        revoked.forEach(each -> ended.merge(each.cause(), 1, Integer::sum));
        ended.forEach((cause, count) -> LOG.atLevel(levelOf(cause))
                .log("{}: {} ranges ended: {}", self, count, text(cause)));
        listenerThread.changed(granted, revoked);
    }

    private static Level levelOf(RevocationCause cause) {
        return switch (cause) {
            case RECALLED, REPLACED, CLOSED -> Level.INFO;
            case DROPPED, EXPIRED, SUPERSEDED, EVICTED, FAILED -> Level.WARN;
        };
    }

    private static String text(RevocationCause cause) {
        return switch (cause) {
            case RECALLED -> "recalled for other owners";
            case REPLACED -> "granted to this owner again";
            case DROPPED -> "the manager had ended them already";
            case EXPIRED -> "no manager renewed them in time";
            case SUPERSEDED -> "a process that started later has its name";
            case EVICTED -> "an administrator evicted it";
            case CLOSED -> "this owner is closed";
            case FAILED -> "an error in the owner library";
        };
    }
}
