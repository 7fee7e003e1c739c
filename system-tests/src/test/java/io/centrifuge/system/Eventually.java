package io.centrifuge.system;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, never longer than a deadline. */
final class Eventually {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Eventually() {}

    static void that(String what, BooleanSupplier condition) {
        that(what, () -> "", condition);
    }

    /**
     * @param state for the message of a failure
     */
    static void that(String what, Supplier<?> state, BooleanSupplier condition) {
        if (!within(LONGEST, condition)) {
            fail("waited in vain until " + what + "; " + state.get());
        }
    }

    /** Whether the condition was met in time. */
    static boolean within(Duration atMost, BooleanSupplier condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** Looks at the invariant again and again until the time is over. */
    static void always(String what, Duration during, BooleanSupplier invariant) {
        if (within(during, () -> !invariant.getAsBoolean())) {
            fail("it did not stay so that " + what);
        }
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
}
