package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.protocol.admin.ManagerStatus;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five stores and three managers stopped in order and started again, one after the other, at the
 * default timing and under the load of the rendezvous service: an upgrade as docs/operating.md has
 * it.
 */
@Tag("rolling")
class RollingRestartTest {
    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    @Test
    void costsNoLeaseAndNoRequest() {
        Ensemble ensemble =
                started.ending(Ensemble.start(folder, LeaseTiming.STANDARD, id -> Host.LOOPBACK));
        Losses lookup = started.ending(new Losses("rendezvous", ensemble.addresses()));
        RendezvousLoad load = started.ending(new RendezvousLoad(ensemble.addresses()));
        awaitShared(ensemble, lookup);
        load.start();
        Eventually.that("the load is under way", () -> load.requests() > 1_000);
        List<Long> losses = load.lastLosses();
        lookup.forget();
        long lsn = lookup.lookup.lsn();
        long begun = System.nanoTime();

        for (StoreChild store : ensemble.stores()) {
            store.stop();
            store.start();
            awaitHealth(ensemble, store);
        }
        ManagerChild leader = ensemble.awaitLeader();
        List<ManagerChild> leaderLast = new ArrayList<>(ensemble.others(leader));
        leaderLast.add(leader);
        for (ManagerChild manager : leaderLast) {
            manager.stop();
            manager.start();
            Eventually.that(
                    "it follows",
                    () -> manager.hasReadItsStore() && manager.lsn("rendezvous") == lsn);
            ensemble.awaitLeader();
        }
        long took = System.nanoTime() - begun;

        load.end();
        assertThat(load.failures()).isEmpty();
        assertThat(load.lastLosses()).as("losses told").isEqualTo(losses);
        assertThat(lookup.ranges()).isEmpty();
        assertThat(lookup.lookup.lsn()).as("no lease changed").isEqualTo(lsn);
        System.out.printf(
                "eight processes restarted in %.1f s: %d requests, %d of them sent again%n",
                took / 1e9, load.requests(), load.repeated());
    }

    /** All three back ends hold ranges, and everything has an owner. */
    private static void awaitShared(Ensemble ensemble, Losses lookup) {
        Eventually.that("the back ends share the key space", () -> {
            ManagerChild leader = ensemble.awaitLeader();
            return lookup.findable() == Keys.COUNT
                    && leader.status().services().stream()
                            .filter(service -> service.unownedRanges() == 0)
                            .mapToInt(ManagerStatus.ServiceStatus::owners)
                            .anyMatch(owners -> owners == 3)
                    && leader.lsn("rendezvous") == lookup.lookup.lsn()
                    && !Eventually.within(
                            LeaseTiming.STANDARD.renewal(),
                            () -> leader.lsn("rendezvous") != lookup.lookup.lsn());
        });
    }

    /** It knows a leader, and has all that the others had. */
    private static void awaitHealth(Ensemble ensemble, StoreChild store) {
        long newest =
                ensemble.stores().stream().mapToLong(StoreChild::applied).max().orElseThrow();
        Eventually.that(
                "it takes part",
                () -> !store.leader().equals("nobody") && store.applied() >= newest);
    }
}
