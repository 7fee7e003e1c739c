package io.centrifuge.system;

import io.centrifuge.LeaseCheck;
import io.centrifuge.owner.Owner;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Checks all keys over and over, and remembers what was held from when to when. */
final class OwnerWatcher {
    /** Between two rounds: what lasts 10 ms is seen, and others get the processor. */
    private static final long PAUSE_NANOS = 5_000_000;

    private final Owner owner;

    /** Guarded by itself: what is over, oldest first. */
    private final List<HeldRun> over = new ArrayList<>();

    /** Guarded by {@link #over}: of each key the run that goes on, or null. */
    private final HeldRun[] current = new HeldRun[Keys.COUNT];

    private final AtomicLong rounds = new AtomicLong();
    private volatile boolean ended;

    OwnerWatcher(Owner owner) {
        this.owner = owner;
    }

    void start() {
        Thread thread = new Thread(this::watch, "watcher");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        List<String> keys = Keys.all();
        while (!ended) {
            for (int i = 0; i < keys.size(); i++) {
                check(i, keys.get(i));
            }
            rounds.incrementAndGet();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void check(int index, String key) {
        long called = System.nanoTime();
        LeaseCheck check = owner.checkLeaseNow(key);
        long returned = System.nanoTime();
        synchronized (over) {
            HeldRun run = current[index];
            boolean same = run != null && check.held() && run.number() == check.number();
            if (run != null && !same) {
                over.add(run);
            }
            long first = same ? run.firstReturned() : returned;
            current[index] =
                    check.held() ? new HeldRun(index, check.number(), first, called) : null;
        }
    }

    /** Checks no more. */
    void end() {
        ended = true;
    }

    /** How often it has gone through all keys. */
    long rounds() {
        return rounds.get();
    }

    List<HeldRun> runs() {
        synchronized (over) {
            List<HeldRun> all = new ArrayList<>(over);
            for (HeldRun run : current) {
                if (run != null) {
                    all.add(run);
                }
            }
            return all;
        }
    }
}
