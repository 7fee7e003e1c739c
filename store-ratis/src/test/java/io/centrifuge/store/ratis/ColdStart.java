package io.centrifuge.store.ratis;

import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.manager.store.StoreEvent;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Prints how long the first committed record of a store takes, and then single writes in turn. */
public final class ColdStart {
    private ColdStart() {}

    public static void main(String[] arguments) throws Exception {
        long begun = System.nanoTime();
        BlockingQueue<StoreEvent> events = new LinkedBlockingQueue<>();
        RatisStore store = new RatisStore(RatisStoreConfig.single(Path.of(arguments[0])));
        try {
            LeaderWrite.TakeOver record = new LeaderWrite.TakeOver(LeaderRecord.NONE, 1, 1);
            store.propose(record);
            store.start(events::add);
            long started = System.nanoTime();
            next(events, record);
            System.out.printf(
                    "start %d ms, first record %d ms%n",
                    TimeUnit.NANOSECONDS.toMillis(started - begun),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            long[] took = new long[Integer.parseInt(arguments[1])];
            for (int i = 0; i < took.length; i++) {
                LeaderWrite.Heartbeat beat = new LeaderWrite.Heartbeat(1, 1, i, begun, false);
                long from = System.nanoTime();
                store.propose(beat);
                next(events, beat);
                took[i] = System.nanoTime() - from;
            }
            Arrays.sort(took);
            System.out.printf(
                    "write p50 %d us, p99 %d us, max %d us%n",
                    took[took.length / 2] / 1000,
                    took[took.length * 99 / 100] / 1000,
                    took[took.length - 1] / 1000);
        } finally {
            long close = System.nanoTime();
            store.close();
            System.out.printf(
                    "close %d ms%n", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - close));
        }
    }

    private static void next(BlockingQueue<StoreEvent> events, Object record)
            throws InterruptedException {
        StoreEvent event;
        do {
            event = events.poll(10, TimeUnit.SECONDS);
            if (event instanceof StoreEvent.Failed || event == null) {
                throw new IllegalStateException(String.valueOf(event));
            }
        } while (!(event instanceof StoreEvent.Committed c && c.record().equals(record)));
    }
}
