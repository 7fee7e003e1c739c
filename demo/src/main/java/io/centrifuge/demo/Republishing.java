package io.centrifuge.demo;

import io.centrifuge.KeyRange;
import io.centrifuge.demo.cluster.TrialException;
import io.centrifuge.examples.rendezvous.DeviceClient;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Hears of losses at every front end, and has the devices concerned publish again, a bounded number
 * at a time, until it succeeds.
 */
final class Republishing implements AutoCloseable {
    private static final int AT_ONCE = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(12);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Devices devices;
    private final List<String> frontEnds;
    private final DeviceClient client;
    private final Ledger ledger;
    private final Traffic traffic;
    private final BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
    private final AtomicIntegerArray queued;
    private final AtomicInteger pending = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Republishing(
            Devices devices,
            List<String> frontEnds,
            DeviceClient client,
            Ledger ledger,
            Traffic traffic) {
        this.devices = devices;
        this.frontEnds = frontEnds;
        this.client = client;
        this.ledger = ledger;
        this.traffic = traffic;
        this.queued = new AtomicIntegerArray(devices.count());
    }

    /** To be called before anything is published. */
    void start() throws TrialException, InterruptedException {
        for (int i = 0; i < frontEnds.size(); i++) {
            int frontEnd = i;
            long last = lastLoss(frontEnds.get(i));
            threads.execute(() -> hear(frontEnd, last));
        }
        for (int i = 0; i < AT_ONCE; i++) {
            threads.execute(this::republish);
        }
    }

    /** How many devices have heard of a loss and not published since. */
    int pending() {
        return pending.get();
    }

    private long lastLoss(String frontEnd) throws TrialException, InterruptedException {
        try {
            return client.lastLoss(frontEnd);
        } catch (IOException unreachable) {
            throw new TrialException(
                    "front end %s doesn't answer".formatted(frontEnd), unreachable);
        }
    }

    private void hear(int frontEnd, long first) {
        long last = first;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    DeviceClient.Losses losses = client.awaitLosses(frontEnds.get(frontEnd), last);
                    last = losses.last();
                    losses.ranges().forEach(range -> lost(frontEnd, range));
                } catch (IOException unreachable) {
                    Waiting.pause(PAUSE);
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void lost(int frontEnd, KeyRange range) {
        traffic.lossesNotified.increment();
        ledger.lost(frontEnd, range, System.nanoTime()).forEach(this::enqueue);
    }

    private void enqueue(int device) {
        if (queued.compareAndSet(device, 0, 1)) {
            pending.incrementAndGet();
            queue.add(device);
        }
    }

    private void republish() {
        try {
            while (true) {
                int device = queue.take();
                queued.set(device, 0);
                if (!devices.republish(device, PATIENCE)) {
                    enqueue(device);
                }
                pending.decrementAndGet();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
