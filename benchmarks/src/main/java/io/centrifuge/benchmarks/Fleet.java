package io.centrifuge.benchmarks;

import io.centrifuge.LeaseTiming;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Owner;
import io.centrifuge.testing.TestManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The paper's size in one JVM: a manager, 100 owners with 64 ranges each, and a lookup. It ends
 * with the process that JMH forks: JMH would count what closing it allocates as the benchmark's.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls start() first
public class Fleet {
    private static final int OWNERS = 100;
    private static final int RANGES = 6_400;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** So long that nobody renews, and so nobody but the benchmark allocates, while it measures. */
    private static final LeaseTiming QUIET = new LeaseTiming(
            Duration.ofMinutes(60), Duration.ofMinutes(72), Duration.ofMinutes(15), 1.2);

    private final List<Owner> owners = new ArrayList<>();
    TestManager manager;
    Lookup lookup;

    /** Holds one range in a hundred. */
    Owner owner;

    @Setup(Level.Trial)
    public void start() throws InterruptedException {
        manager = TestManager.startInRealTime(QUIET);
        String managers = manager.address().toString();
        for (int i = 0; i < OWNERS; i++) {
            Owner started = Owner.builder()
                    .service("bench")
                    .id("owner-" + i)
                    .address("127.0.0.1:" + (10_000 + i))
                    .managers(managers)
                    .build();
            started.start();
            owners.add(started);
        }
        owner = owners.getFirst();
        lookup = Lookup.builder().service("bench").managers(managers).build();
        lookup.start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isComplete()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the fleet isn't complete within " + PATIENCE);
            }
            Thread.onSpinWait();
        }
    }

    /**
     * Every key has an owner in a table of nearly 64 pieces an owner; neighbours of one owner may
     * be one.
     */
    private boolean isComplete() {
        var entries = manager.view().state().tables().values();
        return entries.stream()
                .anyMatch(table -> table.entries().size() > RANGES * 0.97
                        && !table.entries().any(entry -> entry.isFree())
                        && table.lsn() == lookup.lsn());
    }
}
