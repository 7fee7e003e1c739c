package io.centrifuge.core.manager;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the short stays of ids or hosts, and tells how long each must be there before it is
 * trusted again. After one short stay that is no time at all. After two within ten minutes it is as
 * long as a lease; after each further one it is twice as long, up to ten minutes. The stays are
 * forgiven when the last of them is twice that time ago, and ten minutes at least. One thread.
 */
final class ShortStays<K extends Comparable<K>> {
    /** Two stays further apart have nothing to do with each other. */
    static final long WINDOW_NANOS = Duration.ofMinutes(10).toNanos();

    static final long LONGEST_NANOS = Duration.ofMinutes(10).toNanos();

    private final long leaseNanos;
    private final Map<K, Past> pasts = new TreeMap<>();
    private final Deadlines<K> forgiven = new Deadlines<>();

    /**
     * @param count how many short stays
     * @param whileNanos 0 after the first
     */
    private record Past(int count, long whileNanos) {}

    /**
     * @param leaseNanos how long a lease lasts
     */
    ShortStays(long leaseNanos) {
        this.leaseNanos = leaseNanos;
    }

    /** One more has ended. */
    void add(K name, long now) {
        forgive(now);
        Past before = pasts.get(name);
        Past after = before == null
                ? new Past(1, 0)
                : new Past(before.count() + 1, next(before.whileNanos()));
        pasts.put(name, after);
        forgiven.put(name, now + Math.max(WINDOW_NANOS, 2 * after.whileNanos()));
    }

    private long next(long whileNanos) {
        return Math.min(Math.max(leaseNanos, 2 * whileNanos), LONGEST_NANOS);
    }

    /** How long it must be there to be trusted; 0 if it is trusted at once. */
    long whileNanos(K name, long now) {
        forgive(now);
        Past past = pasts.get(name);
        return past == null ? 0 : past.whileNanos();
    }

    /** How many are remembered. */
    int count(K name) {
        Past past = pasts.get(name);
        return past == null ? 0 : past.count();
    }

    void forgive(K name) {
        pasts.remove(name);
        forgiven.remove(name);
    }

    private void forgive(long now) {
        forgiven.due(now).forEach(this::forgive);
    }
}
