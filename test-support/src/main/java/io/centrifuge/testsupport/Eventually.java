package io.centrifuge.testsupport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Waits for what other threads and processes bring about, never longer than a deadline. What a
 * condition throws ends the wait.
 */
public final class Eventually {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private Eventually() {}

    /**
     * Fails if the condition isn't met in time.
     *
     * @param what for the message of a failure
     */
    public static void that(String what, Callable<Boolean> condition) {
        that(what, () -> "", condition);
    }

    /**
     * Fails if the condition isn't met in time.
     *
     * @param what for the message of a failure
     * @param state likewise, asked when it fails
     */
    public static void that(String what, Supplier<?> state, Callable<Boolean> condition) {
        if (!within(LONGEST, condition)) {
            throw new AssertionError("not within %s: %s; %s".formatted(LONGEST, what, state.get()));
        }
    }

    /** What the question has found once it finds something; fails if it doesn't in time. */
    public static <T> T found(String what, Callable<Optional<T>> question) {
        List<T> found = new ArrayList<>();
        that(what, () -> {
            question.call().ifPresent(found::add);
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    /** Whether the condition was met in time. */
    public static boolean within(Duration atMost, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        long pause = FIRST_PAUSE_NANOS;
        while (!isMet(condition)) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
        return true;
    }

    /** Looks at the invariant again and again until the time is over. */
    public static void always(String what, Duration during, Callable<Boolean> invariant) {
        if (within(during, () -> !isMet(invariant))) {
            throw new AssertionError("it did not stay so that " + what);
        }
    }

    private static boolean isMet(Callable<Boolean> condition) {
        try {
            return condition.call();
        } catch (RuntimeException thrown) {
            throw thrown;
        } catch (Exception checked) {
            throw new AssertionError("the condition can't be looked at", checked);
        }
    }
}
