package io.centrifuge.protocol;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's own clocks; one thread for all alarms of the process. */
final class SystemClock implements ProcessClock {
    static final SystemClock INSTANCE = new SystemClock();

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
