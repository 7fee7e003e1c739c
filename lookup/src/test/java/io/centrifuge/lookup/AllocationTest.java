package io.centrifuge.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyHash;
import io.centrifuge.KeyRange;
import io.centrifuge.testsupport.Allocations;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Lookups allocate nothing, whatever the form of the key. */
class AllocationTest {
    private static final String KEY = "device-4711-ä";

    private static int known;

    @Test
    void lookupsAllocateNothing() throws InterruptedException {
        known = 0;
        byte[] bytes = KEY.getBytes(UTF_8);
        long hash = KeyHash.of(KEY);
        try (ScriptedManager manager = new ScriptedManager().lease(KeyRange.ALL, 3, 3);
                Lookup lookup = Lookup.builder()
                        .service(ScriptedManager.SERVICE.value())
                        .managers(manager.address())
                        .build()) {
            lookup.start();
            assertThat(lookup.awaitReady(Duration.ofSeconds(20))).isTrue();
            Allocations.assertNone(() -> count(lookup.lookupOfHash(hash).isKnown()));
            Allocations.assertNone(() -> count(lookup.lookup(bytes).isKnown()));
            Allocations.assertNone(() -> count(lookup.lookup(bytes, 1, 5).isKnown()));
            Allocations.assertNone(() -> count(lookup.lookup(KEY).isKnown()));
            assertThat(known).isEqualTo(4 * 2 * Allocations.CALLS);
        }
    }

    private static void count(boolean isKnown) {
        if (isKnown) {
            known++;
        }
    }
}
