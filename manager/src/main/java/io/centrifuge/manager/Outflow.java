package io.centrifuge.manager;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many bytes of tables are on their way to all lookups together. Each answer is copied
 * into buffers outside the heap, and thousands of lookups may want a table at the same moment;
 * those for whom there is no room queue up, and are sent what is newest when they come to it. Small
 * answers don't wait: that there is nothing new keeps a lookup that has its table. Any thread may
 * call.
 *
 * <p>Invariant: either {@code out <= most}, or a single answer is out, which is larger.
 */
final class Outflow {
    private final long most;
    private final long small;
    private final Executor executor;

    // Guarded by this.
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private long out;

    private record Waiting(long bytes, Runnable again) {}

    /**
     * @param most bytes, above 0
     * @param small an answer of at most so many bytes is not counted
     * @param executor runs those that waited, and what makes answers
     */
    Outflow(long most, long small, Executor executor) {
        this.most = most;
        this.small = small;
        this.executor = executor;
    }

    /** Runs what makes answers, and those that waited. */
    Executor executor() {
        return executor;
    }

    /** How many bytes an answer counts for. */
    long room(EncodedAnswer answer) {
        long bytes = answer.bytes().length;
        return bytes <= small ? 0 : bytes;
    }

    /**
     * Says whether so many bytes may be sent now, for which there must be an {@link #end}; if not,
     * {@code again} is run once they may, and must ask again.
     *
     * @param bytes as {@link #room} says
     */
    synchronized boolean begin(long bytes, Runnable again) {
        boolean fits = fits(bytes);
        if (fits) {
            out += bytes;
        } else {
            waiting.add(new Waiting(bytes, again));
        }
        return fits;
    }

    /** The network has taken them, or never will. */
    synchronized void end(long bytes) {
        out -= bytes;
        if (!waiting.isEmpty()) {
            executor.execute(this::goOn); // not here, for the caller may hold a stream's lock
        }
    }

    /** Until there is no room, for who waited may want nothing any more. */
    private void goOn() {
        for (Waiting next = next(); next != null; next = next()) {
            next.again().run();
        }
    }

    private synchronized @Nullable Waiting next() {
        Waiting first = waiting.peek();
        return first != null && fits(first.bytes()) ? waiting.remove() : null;
    }

    private boolean fits(long bytes) {
        return out == 0 || bytes == 0 || bytes <= most - out;
    }
}
