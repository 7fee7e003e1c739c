package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.time.LeaderTiming;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Managers, stores, owners and a lookup on hosts of their own, whose network is cut (G1, G4 to G6
 * of docs/protocol.md, "What it promises"; docs/protocol.md, "Election and takeover").
 */
@Tag("partitions")
class CutNetworkTest {
    private static final LeaseTiming TIMING = new LeaseTiming(
            Duration.ofSeconds(8), Duration.ofMillis(9_600), Duration.ofSeconds(2), 1.2);

    private static final Duration CUT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private Namespaces network;
    private Ensemble ensemble;
    private LookupChild lookup;

    @BeforeEach
    void begin() {
        network = started.ending(Namespaces.of(
                List.of("m1", "m2", "m3", "s1", "s2", "s3", "s4", "s5", "o1", "o2", "o3", "l1")));
        ensemble = started.ending(Ensemble.start(folder, TIMING, network::host));
        lookup = started.ending(
                new LookupChild(network.host("l1"), folder, "chat", ensemble.addresses()));
    }

    private OwnerChild owner(String id) {
        Host host = network.host(id);
        return started.ending(new OwnerChild(
                host, folder, List.of("chat", id, host.address() + ":8080", ensemble.addresses())));
    }

    /** The leader is with the fewer, and so is the store's; then nobody has a majority. */
    @Test
    void onlyWhereTheMajorityIsAnythingIsGranted() {
        OwnerChild first = owner("o1");
        OwnerChild second = owner("o2");
        OwnerChild third = owner("o3");
        lookup.awaitSettled(first, second, third);
        ManagerChild leader = ensemble.awaitLeader();
        List<StoreChild> stores = ensemble.storesFrom(ensemble.awaitStoreLeader());

        network.cutOff(List.of(leader.id(), stores.get(0).id, stores.get(1).id, "o1"));
        long cutAt = System.nanoTime();
        ManagerChild next = ManagerChild.awaitLeader(ensemble.others(leader));
        Eventually.that("the old leader knows", () -> !leader.isLeading());
        lookup.awaitSettled(second, third);
        assertThat(first.held()).isZero();
        assertEnded(first, cutAt);
        assertThat(List.of(second.counters().lost(), third.counters().lost())).containsOnly(0L);
        assertThat(next.term()).isGreaterThan(leader.term());

        network.cutOff(List.of(stores.get(2).id));
        cutAt = System.nanoTime();
        Eventually.that("nothing is held", () -> held(first, second, third) == 0);
        long lsn = lookup.lsn();
        Eventually.always(
                "nothing is held, nor granted, and nobody leads",
                TIMING.renewal().multipliedBy(2),
                () -> held(first, second, third) == 0
                        && lookup.lsn() == lsn
                        && ensemble.managers().stream().noneMatch(ManagerChild::isLeading));
        assertEnded(second, cutAt);
        assertEnded(third, cutAt);
        assertThat(lookup.findable()).as("hints, from the last table").isEqualTo(Keys.COUNT);

        network.heal();
        lookup.awaitSettled(first, second, third);
        Eventually.that("all losses are told", () -> lookup.lost() == Keys.COUNT);
        HeldRun.assertExclusive(List.of(first.runs(), second.runs(), third.runs()));
    }

    private static long held(OwnerChild... owners) {
        long held = 0;
        for (OwnerChild owner : owners) {
            held += owner.held();
        }
        return held;
    }

    /**
     * By its own clock, which counted from a request that the leader answered; and that answers for
     * no longer than its own term, counted from a heartbeat that was committed before the cut.
     */
    private static void assertEnded(OwnerChild owner, long cutAt) {
        owner.awaitChecks();
        owner.awaitLoss();
        long last = owner.runs().stream()
                .mapToLong(run -> run.lastCalled() - cutAt)
                .max()
                .orElseThrow();
        assertThat(last)
                .as("nanoseconds after the cut at which %s still held a key", owner.id)
                .isLessThan(LeaderTiming.STANDARD.leaseNanos() + TIMING.ownerNanos());
    }

    /** It and a member of the store; what they proposed meanwhile comes to nothing. */
    @Test
    void aStandbyThatWasCutOffDeposesNobody() {
        OwnerChild first = owner("o1");
        OwnerChild second = owner("o2");
        lookup.awaitSettled(first, second);
        ManagerChild leader = ensemble.awaitLeader();
        ManagerChild standby = ensemble.others(leader).getFirst();
        StoreChild follower = ensemble.storesFrom(ensemble.awaitStoreLeader()).getLast();
        long term = leader.term();

        network.cutOff(List.of(standby.id(), follower.id));
        OwnerChild third = owner("o3");
        Eventually.always("the leader leads", CUT, leader::isLeading);
        lookup.awaitSettled(first, second, third);
        assertThat(standby.lsn("chat")).isLessThan(leader.lsn("chat"));
        network.heal();

        Eventually.that(
                "the standby has caught up", () -> standby.lsn("chat") == leader.lsn("chat"));
        Eventually.always(
                "the leader leads, in its term",
                LeaderTiming.STANDARD.lease().multipliedBy(5),
                () -> leader.isLeading() && !standby.isLeading());
        assertThat(List.of(leader.term(), standby.term())).containsOnly(term);
        assertThat(List.of(
                        first.counters().lost(),
                        second.counters().lost(),
                        third.counters().lost()))
                .containsOnly(0L);
        HeldRun.assertExclusive(List.of(first.runs(), second.runs(), third.runs()));
    }
}
