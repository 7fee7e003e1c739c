package io.centrifuge.benchmarks.manager;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** All that is measured, done once from the cold start on. One thread. */
final class Round {
    private static final int RENEWALS = 5;

    private final int owners;
    private ModelledFleet fleet = new ModelledFleet();
    private final List<Cost> joins = new ArrayList<>();
    private final List<Cost> leaves = new ArrayList<>();
    private final List<Cost> expiries = new ArrayList<>();

    Round(int owners) {
        this.owners = owners;
    }

    ManagerFigures run() {
        cost("the first owner", () -> fleet.join(1));
        Cost scaleOut = cost("all others come to one", () -> fleet.join(owners - 1));
        LongestEvent longestOfScaleOut = fleet.longest();
        fleet = new ModelledFleet();
        Cost coldStart = cost("the cold start", () -> fleet.join(owners));
        int ranges = fleet.ranges();
        fleet.begin("what a standby does");
        fleet.loseManager();
        Cost takeover = cost("the takeover", fleet::takeOver);
        Cost firstRequests = cost("first requests", fleet::renewAfterTakeover);
        Cost renewal = renewal();
        for (int i = 0; i < ManagerBenchmark.REPETITIONS; i++) {
            joins.add(cost("a join", () -> fleet.join(1)));
            renew();
            leaves.add(cost("a leave", fleet::leave));
            renew();
            joins.add(cost("a join", () -> fleet.join(1)));
            fleet.begin("renewals");
            fleet.fallSilent();
            expiries.add(cost("an expiry", fleet::settle));
            renew();
        }
        return new ManagerFigures(
                owners,
                ranges,
                coldStart,
                scaleOut,
                longestOfScaleOut,
                renewal,
                Cost.median(joins),
                Cost.median(leaves),
                Cost.median(expiries),
                takeover,
                firstRequests,
                fleet.longest(),
                heapBytes());
    }

    /** Of one owner; the median of several times that all of them renew. */
    private Cost renewal() {
        List<Cost> renewals = new ArrayList<>();
        for (int i = 0; i < RENEWALS; i++) {
            renewals.add(cost("renewals", fleet::renew).dividedBy(owners));
        }
        return Cost.median(renewals);
    }

    private void renew() {
        fleet.begin("renewals");
        fleet.renew();
    }

    private Cost cost(String what, Runnable action) {
        fleet.begin(what);
        Cost before = fleet.total();
        action.run();
        Cost cost = fleet.total().minus(before);
        fleet.requireRest();
        return cost;
    }

    private long heapBytes() {
        fleet.releaseOwners();
        try {
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        } finally {
            Reference.reachabilityFence(fleet);
        }
    }
}
