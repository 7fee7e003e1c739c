package io.centrifuge.lookup;

import io.centrifuge.ClockReading;
import io.centrifuge.LossCause;
import io.centrifuge.ProcessClock;
import io.centrifuge.core.lookup.Confirmation;
import io.centrifuge.protocol.wire.WireTraffic;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What can be read of a lookup from outside. The driver writes it; any thread reads it. */
final class LookupStatus {
    final AtomicLong tables = new AtomicLong();
    final AtomicLong answers = new AtomicLong();
    final AtomicLong wholeTables = new AtomicLong();
    final AtomicLong watches = new AtomicLong();
    final AtomicLong polls = new AtomicLong();
    final AtomicLong refusedHints = new AtomicLong();
    final AtomicLong failures = new AtomicLong();
    final AtomicLong refusals = new AtomicLong();
    final AtomicLong listenerFailures = new AtomicLong();
    final WireTraffic traffic = new WireTraffic();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Written under the lock. */
    private volatile Lookup.State state = Lookup.State.STARTING;

    private final Map<LossCause, AtomicLong> lost = new EnumMap<>(LossCause.class);
    private volatile @Nullable String lastError;
    private volatile @Nullable Confirmation confirmation;
    private volatile boolean hasTable;

    LookupStatus() {
        for (LossCause cause : LossCause.values()) {
            lost.put(cause, new AtomicLong());
        }
    }

    /** Counts ranges whose state was lost. */
    void lost(LossCause cause, int ranges) {
        Objects.requireNonNull(lost.get(cause)).addAndGet(ranges);
    }

    /** There is a table. */
    void serves() {
        hasTable = true;
        become(Lookup.State.SERVING);
    }

    /** How far the table is vouched for. */
    void confirmed(Confirmation newest) {
        if (!newest.equals(confirmation)) {
            confirmation = newest;
            signal();
        }
    }

    void fails(String text) {
        lastError = text;
        become(Lookup.State.FAILED);
    }

    void closes() {
        become(Lookup.State.CLOSED);
    }

    void error(String text) {
        lastError = text;
    }

    Lookup.State state(ClockReading now) {
        Lookup.State last = state;
        Confirmation newest = confirmation;
        boolean isStale = last == Lookup.State.SERVING && newest != null && newest.isStale(now);
        return isStale ? Lookup.State.STALE : last;
    }

    /** Whether there ever was one. */
    boolean hasTable() {
        return hasTable;
    }

    /** How old the table may be; empty before the first. */
    Optional<Duration> tableAge(ClockReading now) {
        Confirmation newest = confirmation;
        return newest == null || !hasTable
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(newest.ageNanos(now)));
    }

    boolean awaitServing(ProcessClock clock, Duration atMost) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lockInterruptibly();
        try {
            while (left > 0 && mayServe(state(clock.read()))) {
                left = changed.awaitNanos(left);
            }
            return state(clock.read()) == Lookup.State.SERVING;
        } finally {
            lock.unlock();
        }
    }

    private static boolean mayServe(Lookup.State now) {
        return now == Lookup.State.STARTING || now == Lookup.State.STALE;
    }

    Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    LookupCounters counters() {
        Map<LossCause, Long> counted = new EnumMap<>(LossCause.class);
        lost.forEach((cause, count) -> counted.put(cause, count.get()));
        return new LookupCounters(
                tables.get(),
                answers.get(),
                wholeTables.get(),
                watches.get(),
                polls.get(),
                refusedHints.get(),
                counted,
                failures.get(),
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

    /** Later states stay. */
    private void become(Lookup.State next) {
        lock.lock();
        try {
            if (next.compareTo(state) > 0) {
                state = next;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
