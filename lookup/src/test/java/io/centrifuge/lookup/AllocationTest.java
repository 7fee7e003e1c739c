package io.centrifuge.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.centrifuge.core.key.KeyHash;
import io.centrifuge.core.key.KeyRange;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Lookups allocate nothing, whatever the form of the key. */
class AllocationTest {
    private static final int CALLS = 100_000;
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
            assertNothing(() -> count(lookup.lookupOfHash(hash).isKnown()));
            assertNothing(() -> count(lookup.lookup(bytes).isKnown()));
            assertNothing(() -> count(lookup.lookup(bytes, 1, 5).isKnown()));
            assertNothing(() -> count(lookup.lookup(KEY).isKnown()));
            assertThat(known).isEqualTo(4 * 2 * CALLS);
        }
    }

    private static void count(boolean isKnown) {
        if (isKnown) {
            known++;
        }
    }

    /** After a warm-up; a few hundred bytes belong to the measurement and the compiler. */
    private static void assertNothing(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        repeat(call);
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(call);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(CALLS / 10);
    }

    private static void repeat(Runnable call) {
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
    }
}
