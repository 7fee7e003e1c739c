package io.centrifuge.benchmarks;

import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Owner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Owners and lookups of one service, all in this process. Used by one thread. */
final class OwnersAndLookups implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int KEYS = 10_000;
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String managers;
    private final List<Owner> owners = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();
    private final AtomicLong losses = new AtomicLong();

    /** @param managers addresses, separated by commas */
    OwnersAndLookups(String managers) {
        this.managers = managers;
    }

    /** Starts them, and waits until all have come to rest. */
    void start(int ownerCount, int lookupCount) {
        for (int i = 0; i < ownerCount; i++) {
            owners.add(owner(i));
            owners.getLast().start();
        }
        addLookup();
        awaitSettled(); // else each of very many follows each step of all who join, here in one JVM
        for (int i = 1; i < lookupCount; i++) {
            addLookup();
        }
        awaitSettled();
        losses.set(0);
        System.out.printf("%d owners and %d lookups are settled%n", ownerCount, lookupCount);
    }

    /** One that isn't started yet. */
    Owner owner(int number) {
        return Owner.builder()
                .service("benchmark")
                .id("owner-" + number)
                .address("10.0.0.1:" + (8000 + number))
                .managers(managers)
                .build();
    }

    private void addLookup() {
        Lookup lookup = Lookup.builder()
                .service("benchmark")
                .managers(managers)
                .lossListener(loss -> losses.addAndGet(loss.ranges().size()))
                .build();
        lookups.add(lookup);
        lookup.start();
    }

    /** All owners hold ranges, all lookups have the same table, and it stays for a while. */
    void awaitSettled() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long lsn = -1;
        while (true) {
            long now = lookups.getFirst().lsn();
            boolean same = lookups.stream().allMatch(lookup -> lookup.lsn() == now)
                    && owners.stream().allMatch(owner -> owner.heldRanges() > 0)
                    && findable() == KEYS;
            if (same && now == lsn) {
                return;
            }
            lsn = same ? now : -1;
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("they don't settle: " + state());
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    private String state() {
        return "%d owners hold something; lookups have the LSNs %s, and know %d of %d keys"
                .formatted(
                        owners.stream().filter(owner -> owner.heldRanges() > 0).count(),
                        new TreeSet<>(lookups.stream().map(Lookup::lsn).toList()),
                        findable(),
                        KEYS);
    }

    private long findable() {
        long found = 0;
        for (int key = 0; key < KEYS; key++) {
            if (lookups.get(key % lookups.size()).lookup("key-" + key).isKnown()) {
                found++;
            }
        }
        return found;
    }

    List<Owner> owners() {
        return owners;
    }

    List<Lookup> lookups() {
        return lookups;
    }

    long leasesLost() {
        return owners.stream().mapToLong(owner -> owner.counters().leasesLost()).sum();
    }

    /** Ranges that lookups told as lost, since all came to rest. */
    long losses() {
        return losses.get();
    }

    /** All at once: each owner waits until its farewell is committed. */
    @Override
    public void close() {
        lookups.forEach(Lookup::close);
        try (ExecutorService closing = Executors.newVirtualThreadPerTaskExecutor()) {
            owners.forEach(owner -> closing.execute(owner::close));
        }
    }
}
