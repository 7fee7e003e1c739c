package io.centrifuge.store.ratis;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The common pool belongs to the service in whose process the members run. */
class BusyPoolTest extends RatisGroup {
    private static final int TASKS = 10 * ForkJoinPool.getCommonPoolParallelism();

    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void free() {
        over.countDown();
    }

    @Test
    void aGroupCommitsThoughTheCommonPoolIsBlocked() throws Exception {
        found(places.subList(0, 3));
        commitFrom("m1");
        for (int i = 0; i < TASKS; i++) {
            ForkJoinPool.commonPool().execute(this::block);
        }
        for (int i = 0; i < 20; i++) {
            commitFrom("m" + (1 + i % 3));
        }
    }

    private void block() {
        try {
            over.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
