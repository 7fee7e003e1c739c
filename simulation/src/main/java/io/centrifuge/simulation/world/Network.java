package io.centrifuge.simulation.world;

import io.centrifuge.simulation.scenario.FaultKind;
import io.centrifuge.simulation.scenario.MessageFaults;
import io.centrifuge.simulation.scenario.RandomStream;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Loses, delays, repeats and reorders messages, and is cut in one direction or both. */
final class Network {
    private final World world;
    private final SplittableRandom random;
    private final List<Cut> cuts = new ArrayList<>();
    private MessageFaults faults;
    private boolean healed;

    /** Nothing passes to, or from, a process. */
    private record Cut(int process, boolean inward, boolean outward, long until) {
        boolean stops(SimProcess from, SimProcess to, long time) {
            return time < until
                    && ((outward && from.id == process) || (inward && to.id == process));
        }
    }

    Network(World world) {
        this.world = world;
        this.random = world.scenario().random(RandomStream.NETWORK, 0);
        this.faults = world.scenario().messages();
    }

    void cut(SimProcess process, boolean inward, boolean outward, long nanos) {
        cuts.removeIf(cut -> cut.until() <= world.time());
        cuts.add(new Cut(process.id, inward, outward, world.time() + nanos));
    }

    /** From now on, every message arrives, once and soon; what was on its way is lost. */
    void heal() {
        healed = true;
        cuts.clear();
        faults = faults.calm();
    }

    /**
     * Carries a message.
     *
     * @param delivery what the receiver does once it takes it
     * @param reset what the sender does if it is told that nobody was there; it may not be told
     */
    void carry(SimProcess from, SimProcess to, Runnable delivery, Runnable reset) {
        if (isCut(from, to) || to.isDead()) {
            // Where all is well, the machine of a dead process says so.
            if (healed || random.nextBoolean()) {
                world.queue().after(usual(), () -> from.take(reset));
            }
            return;
        }
        if (random.nextInt(1000) < faults.losses()) {
            world.counters().fired(FaultKind.LOSS);
            return;
        }
        deliver(from, to, delivery);
        while (random.nextInt(1000) < faults.repeats()) {
            world.counters().fired(FaultKind.REPEAT);
            deliver(from, to, delivery);
        }
    }

    /** Whether the next message reaches somebody that it isn't meant for. */
    boolean goesAstray() {
        boolean astray = random.nextInt(1000) < faults.strays();
        if (astray) {
            world.counters().fired(FaultKind.STRAY);
        }
        return astray;
    }

    private void deliver(SimProcess from, SimProcess to, Runnable delivery) {
        long delay = usual();
        if (random.nextInt(1000) < faults.delays()) {
            world.counters().fired(FaultKind.DELAY);
            delay += random.nextLong(faults.longNanos());
        }
        long arrival = world.time() + delay;
        if (to.overtakes(from, arrival)) {
            world.counters().fired(FaultKind.REORDER);
        }
        boolean sentBefore = !healed;
        world.queue().at(arrival, () -> {
            if (!sentBefore || !healed) {
                to.take(delivery);
            }
        });
    }

    private long usual() {
        return 1 + random.nextLong(faults.usualNanos());
    }

    private boolean isCut(SimProcess from, SimProcess to) {
        for (int i = 0; i < cuts.size(); i++) {
            if (cuts.get(i).stops(from, to, world.time())) {
                return true;
            }
        }
        return false;
    }
}
