package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two live processes with one owner id (docs/protocol.md, "Restart"). */
class TwoProcessesOneNameTest {
    @TempDir
    Path folder;

    @Test
    void theOneThatJoinedLastHasTheNameAndTheOtherDropsEverything() {
        try (ManagerChild manager = new ManagerChild(folder, LeaseTiming.FAST);
                Losses lookup = new Losses("chat", manager.address());
                OwnerChild earlier = owner(manager, "10.0.0.1:8080")) {
            lookup.awaitSettled(earlier);
            long[] before = earlier.numbers();
            try (OwnerChild later = owner(manager, "10.0.0.2:8080")) {
                earlier.process.await("superseded");

                assertThat(earlier.state()).isEqualTo("SUPERSEDED");
                assertThat(earlier.held()).isZero();
                lookup.awaitSettled(later);
                assertThat(lookup.allAt(later.address)).isTrue();
                assertThat(later.state()).isEqualTo("SERVING");
                Eventually.that("all losses are told", lookup::includesAllKeys);
                assertThat(earlier.isContinuous(Keys.key(0), before[0])).isFalse();
                assertStaysSo(earlier, later);
            }
        }
    }

    /**
     * For longer than the duration: the earlier doesn't come back, and the two don't take turns.
     */
    private static void assertStaysSo(OwnerChild earlier, OwnerChild later) {
        long[] numbers = later.numbers();
        Eventually.always(
                "the later alone holds",
                LeaseTiming.FAST.manager().plus(Duration.ofSeconds(1)),
                () -> earlier.held() == 0 && later.held() == Keys.COUNT);
        assertThat(later.numbers()).isEqualTo(numbers);
        assertThat(earlier.state()).isEqualTo("SUPERSEDED");
        assertThat(later.process.hasSaid("superseded")).isFalse();
        assertThat(earlier.process.isAlive()).isTrue();
        HeldRun.assertExclusive(earlier.runs(), later.runs());
    }

    private OwnerChild owner(ManagerChild manager, String address) {
        return new OwnerChild(folder, "chat", "owner-1", address, manager.address());
    }
}
