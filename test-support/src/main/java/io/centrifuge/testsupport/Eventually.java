package io.centrifuge.testsupport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** A look may be a question to several processes, whose processor time the test needs. */
    private static final long LOOKS_BEFORE = 20;

    private Eventually() {}

    /**
     * Looks at what is waited for.
     *
     * @param <T> what it finds
     * @param <X> what it throws besides, which comes out of the wait
     */
    @FunctionalInterface
    public interface Look<T, X extends Exception> {
        T look() throws X;
    }

    /**
     * Fails if the condition isn't met in time.
     *
     * @param what for the message of a failure
     */
    public static <X extends Exception> void that(String what, Look<Boolean, X> condition)
            throws X {
        that(what, () -> "", condition);
    }

    /**
     * Fails if the condition isn't met in time.
     *
     * @param what for the message of a failure
     * @param state likewise, asked when it fails
     */
    public static <X extends Exception> void that(
            String what, Supplier<?> state, Look<Boolean, X> condition) throws X {
        if (!within(LONGEST, condition)) {
            throw new AssertionError("not within %s: %s; %s".formatted(LONGEST, what, state.get()));
        }
    }

    /** What the question has found once it finds something; fails if it doesn't in time. */
    public static <T, X extends Exception> T found(String what, Look<Optional<T>, X> question)
            throws X {
        List<T> found = new ArrayList<>();
        that(what, () -> {
            question.look().ifPresent(found::add);
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    /** Whether the condition was met in time. */
    public static <X extends Exception> boolean within(Duration atMost, Look<Boolean, X> condition)
            throws X {
        long began = System.nanoTime();
        while (!condition.look()) {
            long waited = System.nanoTime() - began;
            if (waited > atMost.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(
                    Math.clamp(waited / LOOKS_BEFORE, FIRST_PAUSE_NANOS, LONGEST_PAUSE_NANOS));
        }
        return true;
    }

    /** Looks at the invariant again and again until the time is over. */
    public static <X extends Exception> void always(
            String what, Duration during, Look<Boolean, X> invariant) throws X {
        if (within(during, () -> !invariant.look())) {
            throw new AssertionError("it did not stay so that " + what);
        }
    }
}
