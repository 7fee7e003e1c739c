package io.centrifuge.owner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyHash;
import io.centrifuge.KeyRange;
import io.centrifuge.protocol.runtime.SystemClock;
import io.centrifuge.testsupport.Allocations;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Checks allocate nothing, whatever the form of the key, with the machine's own clocks. */
class AllocationTest {
    private static final Duration MARGIN = Duration.ofMillis(1);
    private static final String KEY = "device-4711-ä";

    private static int held;

    @Test
    void checksAllocateNothing() throws InterruptedException {
        held = 0;
        byte[] bytes = KEY.getBytes(UTF_8);
        long hash = KeyHash.of(KEY);
        try (ScriptedManager manager = new ScriptedManager().grant(KeyRange.ALL, 3, 3);
                Owner owner = Owner.builder()
                        .service("rendezvous")
                        .id("backend-1")
                        .address("10.0.0.7:8080")
                        .managers(manager.address())
                        .clock(SystemClock.INSTANCE)
                        .build()) {
            owner.start();
            assertThat(owner.awaitReady(Duration.ofSeconds(20))).isTrue();
            Allocations.assertNone(() -> count(owner.checkLeaseNowOfHash(hash).held()));
            Allocations.assertNone(() -> count(owner.checkLeaseNow(bytes).held()));
            Allocations.assertNone(() -> count(owner.checkLeaseNow(bytes, 1, 5).held()));
            Allocations.assertNone(() -> count(owner.checkLeaseNow(KEY).held()));
            Allocations.assertNone(() -> count(owner.checkLeaseNow(KEY, MARGIN).held()));
            Allocations.assertNone(() -> count(owner.checkLeaseContinuous(KEY, 3)));
            Allocations.assertNone(() -> count(owner.checkLeaseContinuousOfHash(hash, 3)));
            assertThat(held).isEqualTo(7 * 2 * Allocations.CALLS);
        }
    }

    private static void count(boolean isHeld) {
        if (isHeld) {
            held++;
        }
    }
}
