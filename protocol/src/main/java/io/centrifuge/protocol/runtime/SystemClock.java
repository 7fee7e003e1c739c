package io.centrifuge.protocol.runtime;

import io.centrifuge.ProcessClock;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The clocks of the machine that the process runs on, {@code System.nanoTime} and the wall clock;
 * one thread for all alarms of the process.
 */
public final class SystemClock implements ProcessClock {
    public static final SystemClock INSTANCE = new SystemClock();

    private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "centrifuge-clock");
        thread.setDaemon(true);
        return thread;
    });

    private SystemClock() {
        alarms.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long monotonic() {
        return System.nanoTime();
    }

    @Override
    public long wall() {
        return System.currentTimeMillis() * 1_000_000;
    }

    @Override
    public Alarm alarm(long at, Runnable task) {
        Future<?> waiting =
                alarms.schedule(task, Math.max(0, at - monotonic()), TimeUnit.NANOSECONDS);
        return () -> waiting.cancel(false);
    }
}
