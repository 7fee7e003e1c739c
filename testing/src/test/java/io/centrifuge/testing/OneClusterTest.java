package io.centrifuge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.owner.Owner;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.runtime.SystemClock;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.FreePorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients whose list of managers stands for more than one cluster, or for less than one. */
class OneClusterTest {
    private static final int KEYS = 1_000;

    private final List<Integer> ports = new ArrayList<>();
    private final Map<Integer, ManagerServer> running = new HashMap<>();
    private final List<MemoryStore> stores = new ArrayList<>();
    private final List<Owner> owners = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();

    @BeforeEach
    void findPorts() {
        for (int i = 0; i < 3; i++) {
            ports.add(FreePorts.next());
            stores.add(new MemoryStore());
        }
    }

    @AfterEach
    void end() {
        lookups.forEach(Lookup::close);
        owners.forEach(owner -> owner.close(Duration.ZERO));
        running.values().forEach(ManagerServer::close);
    }

    private void run(int manager, MemoryStore store) throws Exception {
        ManagerOptions options =
                ManagerOptions.DEFAULT.withPort(ports.get(manager)).withLease(LeaseTiming.FAST);
        running.put(manager, ManagerServer.start(options, store.member()));
    }

    private void stop(int manager) {
        running.remove(manager).close();
    }

    private String list() {
        return ports.stream()
                .map(port -> new ManagerAddress("127.0.0.1", port).toString())
                .collect(Collectors.joining(","));
    }

    private Owner owner(String id) {
        Owner owner = Owner.builder()
                .service("rendezvous")
                .id(id)
                .address("10.0.0.1:80")
                .managers(list())
                .build();
        owners.add(owner);
        owner.start();
        return owner;
    }

    private Lookup lookup() {
        Lookup lookup = Lookup.builder().service("rendezvous").managers(list()).build();
        lookups.add(lookup);
        lookup.start();
        return lookup;
    }

    /** How many owners say that they have the key, by the number of the key. */
    private long mostHolders() {
        return IntStream.range(0, KEYS)
                .mapToLong(key -> owners.stream()
                        .filter(owner -> owner.checkLeaseNow("key " + key).held())
                        .count())
                .max()
                .orElseThrow();
    }

    private static void pause(Duration time) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        SystemClock.INSTANCE.alarm(System.nanoTime() + time.toNanos(), over::countDown);
        over.await();
    }

    @Test
    void nobodyUsesThreeManagersOfThreeClusters() throws Exception {
        for (int i = 0; i < 3; i++) {
            run(i, stores.get(i));
        }
        for (int i = 0; i < 6; i++) {
            owner("back-" + i);
            lookup();
        }
        Eventually.that(
                "each says why",
                () -> owners.stream()
                                .allMatch(owner -> saysWhy(owner.lastError().orElse("")))
                        && lookups.stream()
                                .allMatch(lookup -> saysWhy(lookup.lastError().orElse(""))));
        // With each of them down for a while, and with two.
        for (int i = 0; i < 3; i++) {
            stop(i);
            pause(Duration.ofSeconds(1));
            assertThat(mostHolders()).isZero();
        }
        for (int i = 0; i < 3; i++) {
            run(i, stores.get(i));
            pause(Duration.ofSeconds(1));
            assertThat(mostHolders()).isZero();
        }
        assertThat(lookups).allMatch(lookup -> lookup.lsn() == 0);
        assertThat(stores).allMatch(store -> store.state().tables().isEmpty());
    }

    private static boolean saysWhy(String error) {
        return error.contains("belong to cluster") && error.contains("store create");
    }

    @Test
    void oneManagerIsEnoughWhereTheOthersAreKnownToIt() throws Exception {
        MemoryStore one = stores.getFirst();
        for (int i = 0; i < 3; i++) {
            run(i, one);
        }
        stop(0);
        stop(1);
        Owner owner = owner("back-1");
        Lookup lookup = lookup();
        Eventually.that("held", () -> owner.checkLeaseNow("key").held());
        Eventually.that("known", () -> lookup.lookup("key").isKnown());
    }

    @Test
    void aStrangerAtOneOfThreeAddressesCostsNothing() throws Exception {
        run(0, stores.getFirst());
        run(1, stores.getFirst());
        run(2, stores.get(1));
        for (int i = 0; i < 6; i++) {
            owner("back-" + i);
        }
        Lookup lookup = lookup();
        Eventually.that(
                "each has its share", () -> owners.stream().allMatch(o -> o.heldRanges() > 0));
        Eventually.that("known", () -> lookup.lookup("key").isKnown());
        assertThat(stores.get(1).state().tables()).isEmpty();
        long lost = owners.stream()
                .mapToLong(owner -> owner.counters().leasesLost())
                .sum();
        assertThat(lost).isZero();
    }

    /** As with a manager without a volume. */
    @Test
    void anOwnerDoesNotFollowAManagerThatHasForgottenAll() throws Exception {
        run(0, stores.getFirst());
        String alone = new ManagerAddress("127.0.0.1", ports.getFirst()).toString();
        Owner owner = Owner.builder()
                .service("rendezvous")
                .id("back-1")
                .address("10.0.0.1:80")
                .managers(alone)
                .build();
        owners.add(owner);
        owner.start();
        Eventually.that("held", () -> owner.checkLeaseNow("key").held());
        stop(0);
        run(0, stores.get(1));
        String used = stores.getFirst().state().cluster().id().orElseThrow().toString();
        String met = stores.get(1).state().cluster().id().orElseThrow().toString();
        Eventually.that("it says why", () -> {
            String error = owner.lastError().orElse("");
            return error.contains("belongs to cluster " + met)
                    && error.contains("client to cluster " + used);
        });
        Eventually.that("not held", () -> !owner.checkLeaseNow("key").held());
        assertThat(stores.get(1).state().tables()).isEmpty();
    }

    @Test
    void aClientThatIsToldItsClusterUsesThatOne() throws Exception {
        for (int i = 0; i < 3; i++) {
            run(i, stores.get(i));
        }
        String id = stores.get(1).state().cluster().id().orElseThrow().toString();
        Owner owner = Owner.builder()
                .service("rendezvous")
                .id("back-1")
                .address("10.0.0.1:80")
                .managers(list())
                .cluster(id)
                .build();
        owners.add(owner);
        owner.start();
        Eventually.that("held", () -> owner.checkLeaseNow("key").held());
        assertThat(stores.get(1).state().tables()).hasSize(1);
        assertThat(stores.get(0).state().tables()).isEmpty();
        assertThat(stores.get(2).state().tables()).isEmpty();
    }
}
