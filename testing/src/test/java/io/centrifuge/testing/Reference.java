package io.centrifuge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What owners may still answer, given what they have answered: obviously right, and knows nothing
 * of how the libraries work. Whoever asks an owner holds this object's monitor from before the
 * question until the answer is told here, so that answers are told in their order; time moves only
 * under the monitor too.
 */
final class Reference {
    private record Lease(String key, long number) {}

    private record Asked(CalledOwner owner, String key) {}

    private record Ended(CalledOwner owner, Lease lease) {}

    private final Map<Lease, CalledOwner> holders = new HashMap<>();
    private final Map<String, Long> highest = new HashMap<>();
    private final Map<Asked, Long> lastHeld = new HashMap<>();
    private final Set<Ended> ended = new HashSet<>();

    /** What went wrong on other threads. */
    private final Queue<Throwable> problems = new ConcurrentLinkedQueue<>();

    /**
     * An owner holds a key: nobody holds it under a higher number at a time, so nobody did before;
     * no other process held it under this one; and this process has not given it up.
     */
    void held(CalledOwner owner, String key, long number) {
        Lease lease = new Lease(key, number);
        String what = "%s holds %s under %d".formatted(owner, key, number);
        assertThat(number).as(what).isPositive();
        assertThat(number)
                .as("%s, last held by %s", what, holderOf(key))
                .isGreaterThanOrEqualTo(highest.getOrDefault(key, 0L));
        CalledOwner before = holders.putIfAbsent(lease, owner);
        assertThat(before == null || before == owner)
                .as("%s, as %s did", what, before)
                .isTrue();
        assertThat(ended.contains(new Ended(owner, lease)))
                .as("%s, which it had given up", what)
                .isFalse();
        highest.put(key, number);
        Long earlier = lastHeld.put(new Asked(owner, key), number);
        if (earlier != null && earlier != number) {
            ended.add(new Ended(owner, new Lease(key, earlier)));
        }
    }

    /** An owner doesn't hold a key, and nothing is under way. */
    void notHeld(CalledOwner owner, String key) {
        Long number = lastHeld.remove(new Asked(owner, key));
        if (number != null) {
            ended.add(new Ended(owner, new Lease(key, number)));
        }
    }

    /** Under what number a key was held last; 0 where it never was. */
    synchronized long highest(String key) {
        return highest.getOrDefault(key, 0L);
    }

    /** Who held a key under that number, as far as anybody asked. */
    CalledOwner holderOf(String key, long number) {
        return holders.get(new Lease(key, number));
    }

    private CalledOwner holderOf(String key) {
        return holderOf(key, highest(key));
    }

    /** For other threads, which can't fail the test themselves. */
    void guard(Runnable checks) {
        try {
            checks.run();
        } catch (AssertionError | RuntimeException problem) {
            problems.add(problem);
        }
    }

    void throwProblems() {
        Throwable first = problems.peek();
        if (first != null) {
            throw new AssertionError("on another thread: " + first.getMessage(), first);
        }
    }
}
