package io.centrifuge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.owner.Owner;
import io.centrifuge.protocol.runtime.SystemClock;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three managers whose store commits nothing for a while, and what their clients do meanwhile. */
class NoLeaderTest {
    private static final int OF_EACH = 8;
    private static final Duration HELD = Duration.ofSeconds(20);

    /** Of one client, in a second. */
    private static final double MOST_CONNECTIONS = 0.2;

    private final MemoryStore store = new MemoryStore();
    private final List<ManagerServer> managers = new ArrayList<>();
    private final List<TcpProxy> paths = new ArrayList<>();
    private final List<Owner> owners = new ArrayList<>();
    private final List<Lookup> lookups = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        for (int i = 0; i < 3; i++) {
            ManagerServer manager = ManagerServer.start(
                    ManagerOptions.DEFAULT.withPort(0).withLease(LeaseTiming.FAST), store.member());
            managers.add(manager);
            paths.add(new TcpProxy(manager.port()));
        }
        String addresses = paths.stream().map(TcpProxy::address).collect(Collectors.joining(","));
        for (int i = 0; i < OF_EACH; i++) {
            owners.add(Owner.builder()
                    .service("rendezvous")
                    .id("back-" + i)
                    .address("10.0.0.1:" + (80 + i))
                    .managers(addresses)
                    .build());
            lookups.add(
                    Lookup.builder().service("rendezvous").managers(addresses).build());
        }
        owners.forEach(Owner::start);
        lookups.forEach(Lookup::start);
    }

    @AfterEach
    void end() {
        lookups.forEach(Lookup::close);
        owners.forEach(owner -> owner.close(Duration.ZERO));
        paths.forEach(TcpProxy::close);
        managers.forEach(ManagerServer::close);
    }

    @Test
    void clientsKeepTheirConnectionsWhileNobodyLeads() throws InterruptedException {
        Eventually.that(
                "each owner holds its share",
                () -> owners.stream().allMatch(owner -> owner.heldRanges() > 0));
        store.hold();
        int before = connections();
        CountDownLatch held = new CountDownLatch(1);
        SystemClock.INSTANCE.alarm(System.nanoTime() + HELD.toNanos(), held::countDown);
        held.await();
        double each = (connections() - before) / (2.0 * OF_EACH * HELD.toSeconds());
        assertThat(owners).allMatch(owner -> owner.heldRanges() == 0);
        assertThat(each).as("connections a second of each client").isBetween(0.0, MOST_CONNECTIONS);

        store.release();
        Eventually.that(
                "each owner holds its share again",
                () -> owners.stream().allMatch(owner -> owner.heldRanges() > 0));
        Eventually.that(
                "each lookup knows who has what",
                () -> lookups.stream().allMatch(lookup -> lookup.lookup("key").isKnown()));
    }

    private int connections() {
        return paths.stream().mapToInt(TcpProxy::connections).sum();
    }
}
