package io.centrifuge.testsupport;

import com.sun.management.ThreadMXBean;

import java.lang.management.ManagementFactory;

/** Measures what calls allocate on the calling thread. */
public final class Allocations {
    /** How many calls are measured; as many come before, to warm up. */
    public static final int CALLS = 100_000;

    /** A few hundred bytes belong to the measurement and the compiler. */
    private static final long UNAVOIDABLE_BYTES = CALLS / 10;

    private Allocations() {}

    /** Makes the call {@code 2 * CALLS} times, and fails if it allocates. */
    public static void assertNone(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        repeat(call);
        long before = threads.getCurrentThreadAllocatedBytes();
        repeat(call);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        if (bytes >= UNAVOIDABLE_BYTES) {
            throw new AssertionError("%d calls allocated %d bytes".formatted(CALLS, bytes));
        }
    }

    private static void repeat(Runnable call) {
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
    }
}
