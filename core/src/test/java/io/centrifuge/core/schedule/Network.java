package io.centrifuge.core.schedule;

import java.time.Duration;
import java.util.SplittableRandom;

/** Loses, delays, repeats and reorders messages, as much of each as the seed says. */
final class Network {
    private final World world;
    private final SplittableRandom random;
    private final int lossPercent;
    private final int repeatPercent;
    private final long longestDelay;
    private boolean down;

    Network(World world) {
        this.world = world;
        this.random = world.random;
        lossPercent = random.nextInt(0, 20);
        repeatPercent = random.nextInt(0, 15);
        longestDelay = Duration.ofMillis(random.nextLong(2, 700)).toNanos();
    }

    void carry(Runnable delivery) {
        if (down || random.nextInt(100) < lossPercent) {
            return;
        }
        world.after(delay(), delivery);
        while (random.nextInt(100) < repeatPercent) {
            world.after(delay() + random.nextLong(10 * longestDelay), delivery);
        }
    }

    /** Carries nothing for a while. */
    void goDown(long nanos) {
        if (!down) {
            down = true;
            world.after(nanos, () -> down = false);
        }
    }

    private long delay() {
        return random.nextInt(4) == 0 ? random.nextLong(longestDelay) : random.nextLong(2_000_000L);
    }
}
