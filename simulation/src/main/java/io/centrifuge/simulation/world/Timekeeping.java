package io.centrifuge.simulation.world;

import java.util.SplittableRandom;

/**
 * The rates at which processes' clocks run. Any two rates within the bound differ by less than the
 * scenario's rate bound, and often by nearly as much.
 */
final class Timekeeping {
    private final World world;
    private final double slowest;
    private final double fastest;

    Timekeeping(World world) {
        this.world = world;
        double root = Math.sqrt(world.scenario().rateBound());
        slowest = 1 / root;
        fastest = root * (1 - 1e-6);
    }

    SimClock clock(SplittableRandom random) {
        return new SimClock(
                random.nextBoolean(),
                within(random.nextDouble()),
                random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L),
                world.time());
    }

    double slowest() {
        return slowest;
    }

    /** A rate within the bound; often one of its ends. */
    double within(double share) {
        if (share < 0.35) {
            return slowest;
        }
        return share < 0.7 ? fastest : slowest + (share - 0.7) / 0.3 * (fastest - slowest);
    }

    /** Both clocks of the process change their rate, within the bound. */
    void drift(SimProcess process, double share) {
        process.clock.runAt(within(share), within(1 - share), world.time());
        changed(process);
    }

    /**
     * The clock on which nothing relies leaves the bound. A manager's monotonic clock may run too
     * slow, never too fast: it waits on it.
     */
    void driftBeyond(SimProcess process, double share) {
        double wild = share < 0.5 ? slowest * share : fastest * (1 + 4 * (share - 0.5));
        if (process.clock.isWallReliable()) {
            boolean mayRunFast = process instanceof OwnerProcess;
            double monotonic = mayRunFast ? wild : Math.min(wild, fastest);
            process.clock.runAt(Math.max(0.05, monotonic), within(share), world.time());
        } else {
            process.clock.runAt(within(share), wild, world.time());
        }
        changed(process);
    }

    /** Both clocks run far too slow: outside what is assumed. */
    void breakBoth(OwnerProcess owner, double share, long nanos) {
        double rate = slowest * (0.05 + 0.8 * share);
        owner.clock.runAt(rate, rate, world.time());
        owner.excuse(Long.MAX_VALUE);
        changed(owner);
        world.queue().after(nanos, () -> mend(owner));
    }

    private void mend(OwnerProcess owner) {
        if (owner.isExcused()) {
            heal(owner);
            // What its durations were counted on is right again; what began before is over by then.
            owner.excuse(world.time() + (long) (world.scenario().longestManagerNanos() / slowest));
        }
    }

    /** Both clocks keep the bound from now on. */
    void heal(SimProcess process) {
        double rate = within(process.random.nextDouble());
        process.clock.runAt(rate, rate, world.time());
        changed(process);
    }

    /** A step back, or a huge one, only of a wall clock on which nothing relies. */
    boolean stepWall(SimProcess process, long nanos) {
        if (process.clock.isWallReliable() && nanos < 0) {
            return false;
        }
        process.clock.stepWall(nanos, world.time());
        changed(process);
        return true;
    }

    private static void changed(SimProcess process) {
        process.clocksChanged();
        process.rearm();
    }
}
