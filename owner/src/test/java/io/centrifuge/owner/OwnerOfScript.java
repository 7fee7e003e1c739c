package io.centrifuge.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.MovedClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/** An owner whose manager says what a test has it say, and whose time a test moves. */
abstract class OwnerOfScript {
    static final KeyRange LOW = new KeyRange(0, 1000);
    static final KeyRange HIGH = new KeyRange(1000, 2000);
    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration RENEWAL = ScriptedManager.TIMING.renewal();

    final MovedClock clock = new MovedClock();
    final ScriptedManager manager = new ScriptedManager().grant(LOW, 3, 3);
    final List<OwnershipChange> changes = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        manager.close();
    }

    final OwnerBuilder builder() {
        return Owner.builder()
                .service("rendezvous")
                .id("backend-1")
                .address("10.0.0.7:8080")
                .managers(manager.address())
                .listener(changes::add)
                .clock(clock);
    }

    static void ready(Owner owner) throws InterruptedException {
        owner.start();
        assertThat(owner.awaitReady(LONG)).isTrue();
        Eventually.that("held", () -> owner.checkLeaseNowOfHash(5).held());
    }

    final void settled(Owner owner, int requests) {
        Eventually.that(
                requests + " requests are answered",
                () -> manager.requests().size() == requests
                        && owner.counters().messagesHeard() == requests);
    }
}
