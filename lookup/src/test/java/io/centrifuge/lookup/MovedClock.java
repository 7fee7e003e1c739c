package io.centrifuge.lookup;

import io.centrifuge.core.time.ClockReading;
import io.centrifuge.core.time.ProcessClock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Clocks that stand still until the test moves them. */
final class MovedClock implements ProcessClock {
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
    void failOnce() {
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

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread moves the time
    void advance(Duration by) {
        monotonic += by.toNanos();
        wall += by.toNanos();
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
