package io.centrifuge.benchmarks.fleet.held;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Counts keys that were held twice: one owner said "held" under one number in two checks, and
 * another said "held" under another number in a check that began after the first had returned and
 * returned before the second began. Each pair of numbers of a key counts once. Used by one thread.
 *
 * <p>Checks may come in any order, as long as none comes that began before the instant up to which
 * {@link #advance} was told that all are there. What it keeps is bounded: a lease of which nothing
 * was heard for {@code window} nanoseconds is forgotten.
 */
public final class DoubleHeldCount {
    private final long window;
    private final PriorityQueue<HeldCheck> waiting = new PriorityQueue<>(
            Comparator.comparingLong(HeldCheck::began).thenComparingLong(HeldCheck::returned));
    private final Map<Integer, List<Span>> spans = new HashMap<>();
    private final Set<Pair> found = new HashSet<>();

    private record Pair(int key, long lower, long higher) {}

    /** Of one owner's checks of a key under one number. */
    private static final class Span {
        private final long owner;
        private final long number;
        private final long firstReturned;
        private long lastReturned;

        /** Of the first check of each other span that began after this span's first returned. */
        private final Map<Span, Long> othersReturned = new HashMap<>();

        Span(HeldCheck first) {
            owner = first.owner();
            number = first.number();
            firstReturned = first.returned();
            lastReturned = first.returned();
        }
    }

    public DoubleHeldCount(long window) {
        this.window = window;
    }

    /** Takes a check that is judged once all that began before it are there. */
    public void add(HeldCheck check) {
        waiting.add(check);
    }

    /** Judges all that began before {@code instant}: no check that did is still to come. */
    public void advance(long instant) {
        for (HeldCheck next = waiting.peek();
                next != null && next.began() - instant < 0;
                next = waiting.peek()) {
            judge(waiting.remove());
        }
        for (List<Span> ofKey : spans.values()) {
            forget(ofKey, instant);
        }
    }

    private void forget(List<Span> ofKey, long instant) {
        for (Iterator<Span> each = ofKey.iterator(); each.hasNext(); ) {
            Span span = each.next();
            if (instant - span.lastReturned > window) {
                each.remove();
                ofKey.forEach(other -> other.othersReturned.remove(span));
            }
        }
    }

    private void judge(HeldCheck check) {
        List<Span> ofKey = spans.computeIfAbsent(check.key(), key -> new ArrayList<>());
        Span own = ofKey.stream()
                .filter(span -> span.owner == check.owner() && span.number == check.number())
                .findFirst()
                .orElseGet(() -> begin(ofKey, check));
        own.lastReturned = check.returned();
        for (Span other : ofKey) {
            if (other.owner != check.owner() && other.number != check.number()) {
                meet(check, own, other);
            }
        }
    }

    private static Span begin(List<Span> ofKey, HeldCheck check) {
        Span span = new Span(check);
        ofKey.add(span);
        return span;
    }

    private void meet(HeldCheck check, Span own, Span other) {
        if (check.began() - other.firstReturned > 0) {
            other.othersReturned.putIfAbsent(own, check.returned());
        }
        Long between = own.othersReturned.get(other);
        if (between != null && check.began() - between > 0) {
            found.add(new Pair(
                    check.key(),
                    Math.min(own.number, other.number),
                    Math.max(own.number, other.number)));
        }
    }

    /** How many pairs of leases were held at once, of what was judged. */
    public int count() {
        return found.size();
    }
}
