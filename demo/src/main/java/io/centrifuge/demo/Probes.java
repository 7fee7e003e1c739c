package io.centrifuge.demo;

import io.centrifuge.KeyHash;
import io.centrifuge.examples.rendezvous.DeviceClient;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Asks for 64 keys, one in each equal share of the key space, each every 100 ms through a front
 * end, and notes when its owner answered. Nobody publishes them, so the right answer is "unknown".
 */
final class Probes implements AutoCloseable {
    static final int COUNT = 64;
    static final Duration PERIOD = Duration.ofMillis(100);

    private static final int BITS = 6;

    private final List<String> frontEnds;
    private final DeviceClient client;
    private final Availability availability = new Availability(COUNT, PERIOD.toNanos());
    private final List<String> keys = keys();
    private final List<AtomicBoolean> open = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    Probes(List<String> frontEnds, DeviceClient client) {
        this.frontEnds = frontEnds;
        this.client = client;
        for (int i = 0; i < COUNT; i++) {
            open.add(new AtomicBoolean());
        }
    }

    /** The highest bits of the hash of key number i are i. */
    static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            int n = 0;
            while (KeyHash.of("probe " + i + "/" + n) >>> (Long.SIZE - BITS) != i) {
                n++;
            }
            keys.add("probe " + i + "/" + n);
        }
        return keys;
    }

    /** Whether every key's owner answers through every front end. */
    boolean areAllAnswered() {
        for (String frontEnd : frontEnds) {
            for (String key : keys) {
                if (!isAnswered(frontEnd, key)) {
                    return false;
                }
            }
        }
        return true;
    }

    void start() {
        for (int i = 0; i < COUNT; i++) {
            int probe = i;
            var unused = clock.scheduleAtFixedRate(
                    () -> tick(probe),
                    PERIOD.toNanos() / COUNT * i,
                    PERIOD.toNanos(),
                    TimeUnit.NANOSECONDS);
        }
    }

    private void tick(int probe) {
        if (open.get(probe).compareAndSet(false, true)) {
            requests.execute(() -> ask(probe));
        }
    }

    private void ask(int probe) {
        if (isAnswered(frontEnds.get(probe % frontEnds.size()), keys.get(probe))) {
            availability.answered(probe, System.nanoTime());
        }
        open.get(probe).set(false);
    }

    private boolean isAnswered(String frontEnd, String key) {
        try {
            return client.find(frontEnd, key).isAnswered();
        } catch (IOException unreachable) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Availability availability() {
        return availability;
    }

    @Override
    public void close() {
        clock.close();
        requests.close();
    }
}
