package io.centrifuge.lookup;

import io.centrifuge.protocol.wire.WireTraffic;
import java.time.Duration;
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
    final AtomicLong rangesLost = new AtomicLong();
    final AtomicLong failures = new AtomicLong();
    final AtomicLong refusals = new AtomicLong();
    final AtomicLong listenerFailures = new AtomicLong();
    final WireTraffic traffic = new WireTraffic();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Written under the lock. */
    private volatile Lookup.State state = Lookup.State.STARTING;

    private volatile @Nullable String lastError;

    /** There is a table. */
    void serves() {
        become(Lookup.State.SERVING);
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

    Lookup.State state() {
        return state;
    }

    boolean awaitServing(Duration atMost) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lockInterruptibly();
        try {
            while (state == Lookup.State.STARTING && left > 0) {
                left = changed.awaitNanos(left);
            }
            return state == Lookup.State.SERVING;
        } finally {
            lock.unlock();
        }
    }

    Optional<String> lastError() {
        return Optional.ofNullable(lastError);
    }

    LookupCounters counters() {
        return new LookupCounters(
                tables.get(),
                answers.get(),
                wholeTables.get(),
                watches.get(),
                polls.get(),
                refusedHints.get(),
                rangesLost.get(),
                failures.get(),
                refusals.get(),
                listenerFailures.get(),
                traffic.bytesSent(),
                traffic.bytesReceived());
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
