package io.centrifuge.benchmarks.fleet.member;

import io.centrifuge.LeaseCheck;
import io.centrifuge.benchmarks.fleet.held.HeldCheck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Asks all owners of this process for the same keys, all the time, and notes who says "held". One
 * thread of its own asks, another takes the notes.
 */
final class HoldingChecks {
    /** Spread over the key space; the same in every process. */
    private static final long[] KEYS =
            new SplittableRandom(0xce27).longs(16).sorted().toArray();

    private static final Duration BETWEEN = Duration.ofMillis(50);

    /** Below any that a lease has. */
    private static final long LIE = -1;

    private final Supplier<Collection<MeteredOwner>> owners;
    private final boolean lies;

    // Guarded by this.
    private List<HeldCheck> notes = new ArrayList<>();
    private long until = System.nanoTime();

    HoldingChecks(Supplier<Collection<MeteredOwner>> owners, boolean lies) {
        this.owners = owners;
        this.lies = lies;
    }

    void start() {
        Thread.ofPlatform().daemon().name("holding-checks").start(this::run);
    }

    @SuppressWarnings("InfiniteLoopStatement") // it ends with the process
    private void run() {
        while (true) {
            askAll();
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    private void askAll() {
        boolean lying = lies;
        for (MeteredOwner owner : owners.get()) {
            ask(owner, lying);
            lying = false; // the first alone
        }
        synchronized (this) {
            until = System.nanoTime();
        }
    }

    private void ask(MeteredOwner owner, boolean lying) {
        long began = System.nanoTime();
        for (int key = 0; key < KEYS.length; key++) {
            LeaseCheck check = owner.owner().checkLeaseNowOfHash(KEYS[key]);
            long returned = System.nanoTime();
            if (check.held() || lying) {
                long number = check.held() ? check.number() : LIE;
                note(new HeldCheck(
                        owner.service() * KEYS.length + key,
                        owner.start(),
                        number,
                        began,
                        returned));
            }
            began = returned;
        }
    }

    private synchronized void note(HeldCheck check) {
        notes.add(check);
    }

    /** What was noted since the last call. */
    synchronized List<HeldCheck> take() {
        List<HeldCheck> taken = notes;
        notes = new ArrayList<>();
        return taken;
    }

    /** To be asked before {@link #take}: all checks that began before were noted. */
    synchronized long until() {
        return until;
    }
}
