package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Owners' processes whose state outlives their leases are ended by SIGTERM; with {@code
 * -Dcentrifuge.planned-ends=4} so many times as many.
 */
class PlannedEndTest {
    private static final String SERVICE = "rendezvous";
    private static final int TIMES = Integer.getInteger("centrifuge.planned-ends", 1);
    private static final int OWNERS = 5;
    private static final int ALONE = 10;

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private ChildProcess start(ManagerChild manager, String service, int owner) {
        return started.ending(ChildProcess.start(
                ClosingOwnerProcess.class,
                folder,
                service,
                "owner-" + owner,
                address(owner),
                manager.address()));
    }

    private static String address(int owner) {
        return "10.0.0." + owner + ":80";
    }

    private static long held(ChildProcess owner) {
        return Long.parseLong(owner.ask("held"));
    }

    /** Each comes back to its share. Then all are ended at once, and none waits for others. */
    @Test
    void aRollingRestartTellsNoLoss() {
        ManagerChild manager = started.ending(new ManagerChild(folder, LeaseTiming.STANDARD));
        List<ChildProcess> owners = new ArrayList<>();
        for (int i = 0; i < OWNERS; i++) {
            owners.add(start(manager, SERVICE, i));
        }
        List<Losses> lookups = List.of(
                started.ending(new Losses(SERVICE, manager.address())),
                started.ending(new Losses(SERVICE, manager.address())));
        awaitShared(owners, lookups);
        for (int time = 0; time < TIMES; time++) {
            for (int i = 0; i < OWNERS; i++) {
                ChildProcess owner = owners.get(i);
                owner.stop();
                assertThat(owner.hasSaid("closed")).as(owner.errors()).isTrue();
                ChildProcess next = start(manager, SERVICE, i);
                owners.set(i, next);
                Eventually.that(
                        "all keys are held, and it has some",
                        () -> held(next) > 0
                                && owners.stream()
                                                .mapToLong(PlannedEndTest::held)
                                                .sum()
                                        == Keys.COUNT);
            }
            awaitShared(owners, lookups);
            lookups.forEach(lookup -> {
                assertThat(lookup.ranges()).isEmpty();
                assertThat(lookup.lookup.counters().rangesLost()).isZero();
            });
        }
        requireEndInAnInstant(owners);
    }

    private static void awaitShared(List<ChildProcess> owners, List<Losses> lookups) {
        Eventually.that("each has a share, and all lookups find it", () -> {
            for (int i = 0; i < owners.size(); i++) {
                long held = held(owners.get(i));
                String address = address(i);
                if (held == 0
                        || lookups.stream().anyMatch(lookup -> lookup.countAt(address) != held)) {
                    return false;
                }
            }
            return true;
        });
    }

    private static void requireEndInAnInstant(List<ChildProcess> owners) {
        long before = System.nanoTime();
        owners.forEach(ChildProcess::askToEnd);
        owners.forEach(ChildProcess::awaitEnd);
        assertThat(System.nanoTime() - before)
                .as("the time of a close that waits for nobody")
                .isLessThan(LeaseTiming.STANDARD.renewal().toNanos());
        assertThat(owners).allMatch(owner -> owner.hasSaid("closed"));
    }

    /** Each is alone in a service of its own: nobody is there to take what it has. */
    @Test
    void theListenerIsToldAllBeforeTheProcessIsGone() {
        ManagerChild manager = started.ending(new ManagerChild(folder, LeaseTiming.STANDARD));
        for (int time = 0; time < TIMES; time++) {
            List<ChildProcess> owners = new ArrayList<>();
            for (int i = 0; i < ALONE; i++) {
                owners.add(start(manager, "alone-" + time + "-" + i, i));
            }
            for (ChildProcess owner : owners) {
                Eventually.that("it holds everything", () -> held(owner) == Keys.COUNT);
                String ranges = owner.ask("ranges");
                requireEndInAnInstant(List.of(owner));
                assertThat(owner.lines()).as(owner.errors()).endsWith("told 0 " + ranges, "closed");
            }
        }
    }
}
