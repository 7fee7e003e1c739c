package io.centrifuge.benchmarks.fleet.member;

import io.centrifuge.ProcessClock;
import io.centrifuge.protocol.runtime.SystemClock;

/**
 * The machine's clocks, which note when the library has done an event's effects: it sets its next
 * alarm then, on its driver's thread. So what is measured is the library as it is, and no thread
 * has to look again and again. Other alarms that it sets do no harm: they find nothing new.
 */
final class NotingClock implements ProcessClock {
    private volatile Runnable note = () -> {};

    /** What is run after each event; quick, and on one thread at a time for each library. */
    void noteBy(Runnable noting) {
        note = noting;
    }

    @Override
    public long monotonic() {
        return SystemClock.INSTANCE.monotonic();
    }

    @Override
    public long wall() {
        return SystemClock.INSTANCE.wall();
    }

    @Override
    public Alarm alarm(long at, Runnable task) {
        note.run();
        return SystemClock.INSTANCE.alarm(at, task);
    }
}
