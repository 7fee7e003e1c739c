package io.centrifuge.hotcalls;

import io.centrifuge.LeaseTiming;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.owner.Owner;
import io.centrifuge.protocol.runtime.SystemClock;
import io.centrifuge.testing.MemoryStore;
import io.centrifuge.testing.TestManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A manager, 100 owners and a lookup in one JVM. With 6,400 ranges each owner has 64 virtual nodes;
 * with 64,000 it has 640, since a thousand owners would take a minute to start. It ends with the
 * process that JMH forks: JMH would count what closing it allocates as the benchmark's.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls start() first
public class Fleet {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** So long that nobody renews, and so nobody but the benchmark allocates, while it measures. */
    private static final LeaseTiming QUIET = new LeaseTiming(
            Duration.ofMinutes(60), Duration.ofMinutes(72), Duration.ofMinutes(15), 1.2);

    @Param("100")
    public int owners;

    @Param("6400")
    public int ranges;

    private final List<Owner> all = new ArrayList<>();
    private TestManager manager;
    Lookup lookup;

    /** One of all owners, with as much as any other. */
    Owner owner;

    @Setup(Level.Trial)
    public void start() {
        ManagerOptions options = ManagerOptions.DEFAULT
                .withPort(0)
                .withLease(QUIET)
                .withVirtualNodes(Ring.virtualNodes(owners, ranges));
        manager = TestManager.start(options, new MemoryStore(), SystemClock.INSTANCE);
        String managers = manager.address().toString();
        for (int i = 0; i < owners; i++) {
            Owner started = Owner.builder()
                    .service("bench")
                    .id(Ring.nameOf(i))
                    .address("127.0.0.1:" + (10_000 + i))
                    .managers(managers)
                    .build();
            started.start();
            all.add(started);
        }
        owner = all.getFirst();
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
     * Every key has an owner in a table of nearly as many pieces as there are virtual nodes;
     * neighbours of one owner may be one.
     */
    private boolean isComplete() {
        var entries = manager.view().state().tables().values();
        return entries.stream()
                .anyMatch(table -> table.entries().size() > ranges * (1 - 2.0 / owners)
                        && !table.entries().any(entry -> entry.isFree())
                        && table.lsn() == lookup.lsn());
    }
}
