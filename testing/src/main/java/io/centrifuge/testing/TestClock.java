package io.centrifuge.testing;

import io.centrifuge.ProcessClock;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Clocks that stand still until the test moves them, both together. Any thread may read them and
 * set alarms; one thread moves them.
 *
 * <p>Invariant: an alarm runs when the clocks show its time, never later, however far they are
 * moved.
 */
public final class TestClock implements ProcessClock {
    /** Where both begin: above 0, for code that takes 0 for "never" would otherwise go unseen. */
    private static final long START = Duration.ofDays(365).toNanos();

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "centrifuge-test-clock");
        made.setDaemon(true);
        return made;
    });

    // Guarded by this.
    private final Queue<Waiting> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::at));
    private volatile long time = START;

    private record Waiting(long at, Runnable task) {}

    @Override
    public long monotonic() {
        return time;
    }

    @Override
    public long wall() {
        return time;
    }

    @Override
    public synchronized Alarm alarm(long at, Runnable task) {
        Waiting waiting = new Waiting(at, task);
        alarms.add(waiting);
        if (at <= time) {
            thread.execute(() -> run(waiting));
        }
        return () -> cancel(waiting);
    }

    private void run(Waiting waiting) {
        if (cancel(waiting)) {
            waiting.task().run();
        }
    }

    @SuppressWarnings("ReferenceEquality") // two alarms may be equal
    private synchronized boolean cancel(Waiting waiting) {
        return alarms.removeIf(other -> other == waiting);
    }

    /** Moves the clocks on, and runs every alarm at its time; returns when all have run. */
    public void advance(Duration by) {
        long target = time + by.toNanos();
        while (step(target)) {
            // until the target is reached
        }
    }

    /**
     * Moves the clocks to the next alarm, but not beyond {@code target}, and runs what is due then.
     *
     * @return whether the target has yet to be reached
     */
    boolean step(long target) {
        Future<?> done;
        synchronized (this) {
            Waiting next = alarms.peek();
            time = next == null || next.at() > target ? target : Math.max(time, next.at());
            done = thread.submit(this::runDue);
        }
        await(done);
        return time < target;
    }

    private void runDue() {
        long now = time;
        for (Waiting due = poll(now); due != null; due = poll(now)) {
            due.task().run();
        }
    }

    private synchronized @Nullable Waiting poll(long now) {
        Waiting next = alarms.peek();
        return next != null && next.at() <= now ? alarms.poll() : null;
    }

    private static void await(Future<?> done) {
        try {
            done.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the clocks moved", interrupted);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("an alarm threw", failure.getCause());
        }
    }
}
