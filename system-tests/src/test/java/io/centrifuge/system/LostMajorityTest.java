package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three managers over a replicated store, of which two are killed, with owners and a
 * lookup at work (docs/protocol.md, "Election and takeover").
 */
class LostMajorityTest {
    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    /** Without a majority nothing is granted, and leases run out by the owners' clocks. */
    @Test
    void withoutAMajorityLeasesRunOutAndWithOneAllHeals() {
        ManagerGroup managers = started.ending(new ManagerGroup(folder, LeaseTiming.FAST));
        Losses lookup = started.ending(new Losses("chat", managers.addresses()));
        OwnerChild first = started.ending(managers.owner(1));
        OwnerChild second = started.ending(managers.owner(2));
        lookup.awaitSettled(first, second);
        ManagerChild leader = managers.awaitLeader();
        List<ManagerChild> others = managers.others(leader);
        lookup.forget();

        others.forEach(ManagerChild::kill);
        Eventually.that("nothing is held", () -> first.held() + second.held() == 0);
        Eventually.that("nobody leads", () -> !leader.isLeading());
        Eventually.always(
                "nothing is held",
                LeaseTiming.FAST.manager(),
                () -> first.held() + second.held() == 0);
        assertThat(lookup.findable()).as("hints, from the last table").isEqualTo(Keys.COUNT);

        others.getFirst().start();
        lookup.awaitSettled(first, second);
        Eventually.that("all losses are told", lookup::includesAllKeys);
        HeldRun.assertExclusive(first.runs(), second.runs());
    }
}
