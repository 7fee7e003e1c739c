package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.time.LeaderTiming;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five stores and three managers, each a process of its own: any two of the five may go, and with a
 * third nothing is granted any more (G1, G4 to G6 of docs/protocol.md, "What it promises").
 */
@Tag("long")
class StoreMajorityTest {
    private static final LeaseTiming TIMING = new LeaseTiming(
            Duration.ofSeconds(8), Duration.ofMillis(9_600), Duration.ofSeconds(2), 1.2);

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private OwnerChild owner(Ensemble ensemble, int number) {
        return started.ending(OwnerChild.numbered(folder, "chat", number, ensemble.addresses()));
    }

    @Test
    void twoOfFiveMayGoAndWithoutAThirdNothingIsGranted() {
        Ensemble ensemble = started.ending(Ensemble.start(folder, TIMING, id -> Host.LOOPBACK));
        Losses lookup = started.ending(new Losses("chat", ensemble.addresses()));
        OwnerChild first = owner(ensemble, 1);
        OwnerChild second = owner(ensemble, 2);
        lookup.awaitSettled(first, second);
        List<StoreChild> killed =
                ensemble.storesFrom(ensemble.awaitStoreLeader()).subList(0, 3);

        killed.subList(0, 2).forEach(StoreChild::kill);
        OwnerChild third = owner(ensemble, 3);
        lookup.awaitSettled(first, second, third);
        assertThat(Stream.of(first, second, third).mapToLong(o -> o.counters().lost()))
                .as("leases lost, though keys have moved")
                .containsOnly(0L);
        LeaseTable table = ensemble.awaitLeader().table("chat");

        lookup.forget();
        killed.get(2).kill();
        long killedAt = System.nanoTime();
        OwnerChild fourth = owner(ensemble, 4);
        List<OwnerChild> owners = List.of(first, second, third, fourth);
        Eventually.that("nothing is held", () -> held(owners) == 0);
        assertThat(lookup.findable()).as("hints, from the last table").isEqualTo(Keys.COUNT);
        Eventually.always(
                "nothing is held, nor granted",
                TIMING.renewal().multipliedBy(2),
                () -> held(owners) == 0 && lookup.lookup.lsn() == table.lsn());
        owners.subList(0, 3).forEach(owner -> assertEnded(owner, killedAt));
        assertThat(fourth.runs()).isEmpty();
        assertThat(ensemble.managers()).noneMatch(ManagerChild::isLeading);

        killed.forEach(StoreChild::start);
        lookup.awaitSettled(first, second, third, fourth);
        Eventually.that("all losses are told", lookup::includesAllKeys);
        HeldRun.assertExclusive(owners.stream().map(OwnerChild::runs).toList());
    }

    private static long held(List<OwnerChild> owners) {
        return owners.stream().mapToLong(OwnerChild::held).sum();
    }

    /**
     * By its own clock, which counted from a request that the leader answered. It did so for no
     * longer than its own term, counted from a heartbeat that was committed before the kill.
     */
    private static void assertEnded(OwnerChild owner, long killedAt) {
        owner.awaitChecks();
        owner.awaitLoss();
        long last = owner.runs().stream()
                .mapToLong(run -> run.lastCalled() - killedAt)
                .max()
                .orElseThrow();
        assertThat(last)
                .as("nanoseconds after the kill at which %s still held a key", owner.id)
                .isLessThan(LeaderTiming.STANDARD.leaseNanos() + TIMING.ownerNanos());
    }
}
