package io.centrifuge.manager;

import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.manager.OwnerService.Peer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What waits for a manager's machine, in two lanes. Any thread puts, which never blocks; the
 * machine's thread takes.
 *
 * <p><b>First</b> come the store's events, wake-ups and administrators' orders, in the order in
 * which they came. The log must stay in order, and owners wait for what it commits; a drain or a
 * shutdown is rare, and wanted soonest where there is most to do. <b>Then</b> come owners'
 * requests. Of each incarnation one waits at most, that with the highest sequence number, which
 * runs on through streams and sessions. It has the place of the first that it replaced, so an owner
 * that sends often neither loses nor gains by it. Those replaced count as lost by the network
 * (docs/protocol.md, "Messages").
 *
 * <p>Requests don't starve: after {@link #MOST_AHEAD} of the first lane one is taken, and nothing
 * goes before a request that came more than {@link #PATIENCE_NANOS} earlier. So where the machine
 * has more to do than it can, a renewal waits as long as it would in a single queue, and at most
 * that little longer, which is less than a renewal period.
 *
 * <p>That a wake-up goes before a renewal which came earlier expires no lease: each event of the
 * machine first ends what is over, by clocks that are read once it was taken, so the renewal's own
 * would end that lease as well. The time alone that the first lane takes could. One wake-up waits
 * at most, and one record of each service that this process leads; patience bounds them together.
 *
 * <p>Invariant: the requests that wait are of different incarnations, and at most {@link
 * #MOST_REQUESTS}.
 */
final class Inbox {
    /** One incarnation has one at most; more than these would be answered too late anyway. */
    static final int MOST_REQUESTS = 20_000;

    /** How many of the first lane are taken while requests wait, before one of those is. */
    static final int MOST_AHEAD = 100;

    /** A third of the shortest renewal period there is a preset for. */
    static final long PATIENCE_NANOS = Duration.ofMillis(250).toNanos();

    // All guarded by this.
    private final Deque<Task> tasks = new ArrayDeque<>();
    private final SequencedMap<Peer, Request> requests = new LinkedHashMap<>();

    /** How many tasks have been taken since the last request, while one waited. */
    private int ahead;

    /** What is taken. */
    sealed interface Taken {
        /** Monotonic nanoseconds since which it waited, or what it replaced. */
        long since();
    }

    /** One of the first lane. */
    record Task(Runnable what, long since) implements Taken {}

    /** An owner's. */
    record Request(OwnerRequest request, long since) implements Taken {}

    /** What became of a request and of the one that waited. */
    enum Outcome {
        WAITS,
        /** It or the one that waited is dropped: the one with the lower sequence number. */
        REPLACED,
        /** It is dropped: too many wait. */
        FULL
    }

    /**
     * Puts one of the first lane.
     *
     * @param now monotonic nanoseconds
     */
    synchronized void put(Runnable task, long now) {
        tasks.add(new Task(task, now));
        notifyAll();
    }

    /**
     * Puts an owner's request.
     *
     * @param now monotonic nanoseconds
     */
    synchronized Outcome put(OwnerRequest request, long now) {
        Peer peer = new Peer(request.service(), request.owner());
        Request waiting = requests.get(peer);
        if (waiting != null) {
            if (request.sequence() > waiting.request().sequence()) {
                requests.put(peer, new Request(request, waiting.since()));
            }
            return Outcome.REPLACED;
        }
        if (requests.size() >= MOST_REQUESTS) {
            return Outcome.FULL;
        }
        requests.put(peer, new Request(request, now));
        notifyAll();
        return Outcome.WAITS;
    }

    /** Waits until there is something. */
    synchronized Taken take() throws InterruptedException {
        while (tasks.isEmpty() && requests.isEmpty()) {
            wait();
        }
        if (isRequestsTurn()) {
            ahead = 0;
            return requests.pollFirstEntry().getValue();
        }
        ahead = requests.isEmpty() ? 0 : ahead + 1;
        return tasks.removeFirst();
    }

    private boolean isRequestsTurn() {
        if (tasks.isEmpty() || requests.isEmpty()) {
            return tasks.isEmpty();
        }
        long earlier =
                tasks.getFirst().since() - requests.firstEntry().getValue().since();
        return ahead >= MOST_AHEAD || earlier > PATIENCE_NANOS;
    }

    synchronized boolean isEmpty() {
        return tasks.isEmpty() && requests.isEmpty();
    }
}
