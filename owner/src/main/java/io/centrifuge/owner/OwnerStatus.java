package io.centrifuge.owner;

import io.centrifuge.ClockReading;
import io.centrifuge.RevocationCause;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.state.Lease;
import io.centrifuge.protocol.wire.WireTraffic;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What can be read of an owner from outside. The driver writes it; any thread reads it. */
final class OwnerStatus {
    final AtomicLong requestsSent = new AtomicLong();
    final AtomicLong messagesHeard = new AtomicLong();
    final AtomicLong listsHandled = new AtomicLong();
    final AtomicLong rangesGranted = new AtomicLong();
    final AtomicLong races = new AtomicLong();
    final AtomicLong reconnects = new AtomicLong();
    final AtomicLong refusals = new AtomicLong();
    final AtomicLong listenerFailures = new AtomicLong();
    final WireTraffic traffic = new WireTraffic();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final AtomicReference<Owner.@Nullable State> last = new AtomicReference<>();
    private volatile boolean everTold;
    volatile boolean keptOut;
    private final Map<RevocationCause, AtomicLong> revoked = new EnumMap<>(RevocationCause.class);
    private volatile @Nullable Told told;
    private volatile @Nullable String lastError;

    /** A complete list, when it was handled, and the owner's duration of what it says. */
    private record Told(ClockReading at, long leaseNanos) {}

    OwnerStatus() {
        for (RevocationCause cause : RevocationCause.values()) {
            revoked.put(cause, new AtomicLong());
        }
    }

    /** Counts a range that ended. */
    void revoked(RevocationCause cause) {
        Objects.requireNonNull(revoked.get(cause)).incrementAndGet();
    }

    /** A manager told a complete list, perhaps an empty one. */
    void told(ClockReading at, long leaseNanos) {
        everTold = true;
        told = new Told(at, leaseNanos);
        listsHandled.incrementAndGet();
        signal();
    }

    /** The term of what a manager told last is over. */
    void over() {
        told = null;
    }

    /** Comes to an end, from which there is no way but to {@link Owner.State#CLOSED}. */
    void ends(Owner.State state) {
        last.updateAndGet(before -> before == Owner.State.CLOSED ? before : state);
        signal();
    }

    /** What ended it is not said over by what comes of that. */
    void error(String text) {
        if (!isEnded()) {
            lastError = text;
        }
    }

    boolean isEnded() {
        return last.get() != null;
    }

    boolean isClosed() {
        return last.get() == Owner.State.CLOSED;
    }

    Owner.State state(OwnerSnapshot snapshot, ClockReading now) {
        Owner.State end = last.get();
        if (end != null) {
            return end;
        }
        if (!everTold) {
            return Owner.State.STARTING;
        }
        return stands(snapshot, now) ? Owner.State.SERVING : Owner.State.DISCONNECTED;
    }

    /** Whether the list told last still stands; an empty one as long as one that has something. */
    private boolean stands(OwnerSnapshot snapshot, ClockReading now) {
        Told list = told;
        if (list == null || snapshot.leases().any(Lease::isHeld)) {
            return snapshot.remainingNanos(now) > 0;
        }
        return !now.endsFrom(list.at(), list.leaseNanos());
    }

    boolean await(Supplier<Owner.State> state, Duration atMost) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lockInterruptibly();
        try {
            while (state.get() != Owner.State.SERVING) {
                if (left <= 0 || isEnded()) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    OwnerCounters counters() {
        Map<RevocationCause, Long> ended = new EnumMap<>(RevocationCause.class);
        revoked.forEach((cause, count) -> ended.put(cause, count.get()));
        return new OwnerCounters(
                requestsSent.get(),
                messagesHeard.get(),
                listsHandled.get(),
                rangesGranted.get(),
                ended,
                races.get(),
                reconnects.get(),
                refusals.get(),
                listenerFailures.get(),
                traffic.bytesSent(),
                traffic.bytesReceived());
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
