package io.centrifuge.demo;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Has random devices publish new addresses and ask for each other's, at a steady rate, as long as
 * not too many wait for an answer. {@link #close} ends it, and waits for those that do.
 */
final class Load implements AutoCloseable {
    private static final int REQUESTS_A_SECOND = 500;
    private static final int TICKS_A_SECOND = 50;
    private static final int MOST_OPEN = 128;

    /** One request in so many is a publication. */
    private static final int PUBLICATIONS = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private final Devices devices;
    private final int frontEnds;
    private final Semaphore open = new Semaphore(MOST_OPEN);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    Load(Devices devices, int frontEnds) {
        this.devices = devices;
        this.frontEnds = frontEnds;
    }

    void start() {
        var unused = clock.scheduleAtFixedRate(
                this::tick, 0, 1_000_000 / TICKS_A_SECOND, TimeUnit.MICROSECONDS);
    }

    private void tick() {
        for (int i = 0; i < REQUESTS_A_SECOND / TICKS_A_SECOND && open.tryAcquire(); i++) {
            requests.execute(this::request);
        }
    }

    private void request() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int device = random.nextInt(devices.count());
        try {
            if (random.nextInt(PUBLICATIONS) == 0) {
                devices.publish(device, PATIENCE);
            } else {
                devices.ask(device, random.nextInt(frontEnds), PATIENCE);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            open.release();
        }
    }

    @Override
    public void close() {
        clock.close();
        requests.close();
    }
}
