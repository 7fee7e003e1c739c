package io.centrifuge.core.manager;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * When each of some keys is due, in the order in which they are. Times are monotonic nanoseconds,
 * which wrap around: of two, their difference tells which is first. One thread.
 */
final class Deadlines<K extends Comparable<K>> {
    /** Orders times that are less than half of all readings apart. */
    static final Comparator<Long> SOONEST_FIRST = (a, b) -> Long.signum(a - b);

    private final Map<K, Deadline<K>> byKey = new TreeMap<>();
    private final NavigableSet<Deadline<K>> soonestFirst = new TreeSet<>(
            Comparator.comparing(Deadline<K>::at, SOONEST_FIRST).thenComparing(Deadline::key));

    private record Deadline<K>(long at, K key) {}

    /** Replaces the time of the key, if it has one. */
    void put(K key, long at) {
        remove(key);
        Deadline<K> deadline = new Deadline<>(at, key);
        byKey.put(key, deadline);
        soonestFirst.add(deadline);
    }

    void remove(K key) {
        Deadline<K> before = byKey.remove(key);
        if (before != null) {
            soonestFirst.remove(before);
        }
    }

    boolean contains(K key) {
        return byKey.containsKey(key);
    }

    /** The keys whose time has come, the soonest first. They stay. */
    List<K> due(long now) {
        List<K> due = new ArrayList<>();
        for (Deadline<K> deadline : soonestFirst) {
            if (now - deadline.at() < 0) {
                break;
            }
            due.add(deadline.key());
        }
        return due;
    }

    /** The soonest time, if there is one. */
    OptionalLong first() {
        return soonestFirst.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(soonestFirst.getFirst().at());
    }
}
