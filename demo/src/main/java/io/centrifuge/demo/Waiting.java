package io.centrifuge.demo;

import io.centrifuge.demo.cluster.TrialException;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what happens in other processes, which can only be asked. Stateless. */
final class Waiting {
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private Waiting() {}

    /**
     * @param what comes after "waited for"
     * @throws TrialException if the condition isn't met in time
     */
    static void until(String what, Duration atMost, BooleanSupplier condition)
            throws TrialException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TrialException(
                        "waited for %s, in vain for %d s".formatted(what, atMost.toSeconds()));
            }
            pause(BETWEEN);
        }
    }

    /** May be shorter. */
    static void pause(Duration about) throws InterruptedException {
        LockSupport.parkNanos(about.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
