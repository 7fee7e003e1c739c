package io.centrifuge.benchmarks.fleet.member;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How far the lookups of this process are, and how long after its commit each change was applied.
 * Any thread may tell; one takes.
 */
final class TableProgress {
    /** For how long a step waits for the commit's time, and an LSN is remembered. */
    private static final long REMEMBERED = Duration.ofSeconds(60).toNanos();

    /** More are nothing that a lookup followed. */
    private static final long LONGEST_STEP = 100_000;

    private final Latencies latencies = new Latencies();
    private final AtomicInteger disconnected = new AtomicInteger();
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private volatile long connectedSince = System.nanoTime();

    // Of the thread that takes.
    private final Map<Lsn, Long> committed = new LinkedHashMap<>();
    private final Map<Lsn, AppliedLsn> applied = new LinkedHashMap<>();

    private record Lsn(int service, long lsn) {}

    private record Step(int service, long from, long to, long at) {}

    /** A lookup lost its manager, or begins. */
    void disconnected() {
        disconnected.incrementAndGet();
    }

    /** A manager answers it again. */
    void connected() {
        long now = System.nanoTime();
        if (disconnected.decrementAndGet() == 0) {
            connectedSince = now;
        }
    }

    /**
     * A lookup has a newer table now.
     *
     * @param from the LSN of its last; 0 if this is its first
     */
    void applied(int service, long from, long to) {
        if (from > 0 && to - from < LONGEST_STEP) {
            steps.add(new Step(service, from, to, System.nanoTime()));
        }
    }

    int countDisconnected() {
        return disconnected.get();
    }

    long connectedSince() {
        return connectedSince;
    }

    /** What was committed, by which steps are then judged. */
    void committed(List<CommitTime> records) {
        long now = System.nanoTime();
        for (CommitTime record : records) {
            committed.putIfAbsent(new Lsn(record.service(), record.lsn()), record.nanos());
        }
        committed.values().removeIf(nanos -> now - nanos > REMEMBERED);
        applied.values().removeIf(last -> now - last.last() > REMEMBERED);
    }

    /** LSNs that lookups went on to since the last call. Steps without a commit's time wait. */
    List<AppliedLsn> take() {
        long now = System.nanoTime();
        List<Step> later = new ArrayList<>();
        Map<Lsn, AppliedLsn> touched = new HashMap<>();
        for (Step step = steps.poll(); step != null; step = steps.poll()) {
            if (committed.containsKey(new Lsn(step.service(), step.to()))) {
                take(step, touched);
            } else if (now - step.at() < REMEMBERED) {
                later.add(step);
            }
        }
        steps.addAll(later);
        return List.copyOf(touched.values());
    }

    private void take(Step step, Map<Lsn, AppliedLsn> touched) {
        for (long number = step.from() + 1; number <= step.to(); number++) {
            Lsn lsn = new Lsn(step.service(), number);
            Long commit = committed.get(lsn);
            if (commit != null) {
                latencies.add(step.at() - commit);
                AppliedLsn one = new AppliedLsn(step.service(), number, 1, step.at());
                touched.put(lsn, applied.merge(lsn, one, TableProgress::both));
            }
        }
    }

    private static AppliedLsn both(AppliedLsn known, AppliedLsn more) {
        return new AppliedLsn(
                known.service(),
                known.lsn(),
                known.count() + more.count(),
                Math.max(known.last(), more.last()));
    }

    /** Times from commit to applied since the last call; see {@link Latencies}. */
    String takeLatencies() {
        return latencies.take();
    }
}
