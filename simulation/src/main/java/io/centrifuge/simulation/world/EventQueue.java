package io.centrifuge.simulation.world;

import java.util.Comparator;
import java.util.PriorityQueue;

/** True time, and what is due when. What is due at the same time happens in the order of asking. */
final class EventQueue {
    private static final Comparator<Due> ORDER =
            Comparator.comparingLong(Due::at).thenComparingLong(Due::order);

    private final PriorityQueue<Due> queue = new PriorityQueue<>(ORDER);
    private long time;
    private long order;

    private record Due(long at, long order, Runnable action) {}

    /** Nanoseconds since the world began. */
    long time() {
        return time;
    }

    void at(long when, Runnable action) {
        queue.add(new Due(Math.max(when, time), order++, action));
    }

    void after(long nanos, Runnable action) {
        at(time + nanos, action);
    }

    /** When the next thing is due. */
    long nextAt() {
        Due next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.at();
    }

    /** Lets time skip to what is due next, and does it. */
    void runNext() {
        Due due = queue.remove();
        time = due.at();
        due.action().run();
    }

    /** Lets time pass until {@code when}, without anything that is due later. */
    void skipTo(long when) {
        time = Math.max(time, when);
    }
}
