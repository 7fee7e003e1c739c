package io.centrifuge.testsupport;

import io.centrifuge.ClockReading;
import io.centrifuge.ProcessClock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Clocks that stand still until the test moves them, together or apart. */
public final class MovedClock implements ProcessClock {
    private record Waiting(long at, Runnable task) {}

    private final List<Waiting> alarms = new ArrayList<>();
    private final AtomicBoolean failing = new AtomicBoolean();
    private volatile long monotonic = -Duration.ofHours(1).toNanos();
    private volatile long wall = Duration.ofDays(20_000).toNanos();

    @Override
    public long monotonic() {
        return monotonic;
    }

    /** The next who reads both together gets an exception. */
    public void failOnce() {
        failing.set(true);
    }

    @Override
    public ClockReading read() {
        if (failing.compareAndSet(true, false)) {
            throw new IllegalStateException("a broken clock");
        }
        return ProcessClock.super.read();
    }

    @Override
    public long wall() {
        return wall;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // two alarms may be equal
    public Alarm alarm(long at, Runnable task) {
        Waiting waiting = new Waiting(at, task);
        synchronized (alarms) {
            alarms.add(waiting);
        }
        ring();
        return () -> {
            synchronized (alarms) {
                alarms.removeIf(other -> other == waiting);
            }
        };
    }

    public void advance(Duration by) {
        move(by, by);
    }

    /** As when somebody sets the clock. */
    public void jumpWall(Duration by) {
        move(Duration.ZERO, by);
    }

    /** As when somebody keeps setting the clock back. */
    public void advanceMonotonicAlone(Duration by) {
        move(by, Duration.ZERO);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread moves the time
    private void move(Duration monotonicBy, Duration wallBy) {
        monotonic += monotonicBy.toNanos();
        wall += wallBy.toNanos();
        ring();
    }

    private void ring() {
        List<Waiting> due;
        synchronized (alarms) {
            due = alarms.stream().filter(one -> one.at() <= monotonic).toList();
            alarms.removeAll(due);
        }
        due.forEach(one -> one.task().run());
    }
}
