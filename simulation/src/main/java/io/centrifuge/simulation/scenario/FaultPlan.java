package io.centrifuge.simulation.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A seed's discrete faults, one after the other, without end. Each is drawn by its number alone, so
 * leaving one out changes none of the others. One thread.
 */
public final class FaultPlan {
    private final Scenario scenario;
    private final List<FaultKind> drawnFrom = new ArrayList<>();
    private int next;
    private long time;

    public FaultPlan(Scenario scenario) {
        this.scenario = scenario;
        for (Map.Entry<FaultKind, Integer> weight : scenario.weights().entrySet()) {
            for (int i = 0; i < weight.getValue(); i++) {
                drawnFrom.add(weight.getKey());
            }
        }
    }

    /** The next fault that the scenario keeps; empty if none is left. */
    public Optional<Fault> next() {
        while (!drawnFrom.isEmpty() && !scenario.kept().isBeyond(next)) {
            Fault fault = draw();
            if (scenario.kept().has(fault)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    private Fault draw() {
        int index = next++;
        SplittableRandom random = scenario.random(RandomStream.FAULTS, index);
        time += (long) (-StrictMath.log(1 - random.nextDouble()) * scenario.faultGapNanos()) + 1;
        FaultKind kind = drawnFrom.get(random.nextInt(drawnFrom.size()));
        return new Fault(index, kind, time, random.nextLong(), nanos(random), random.nextDouble());
    }

    /** About the durations that matter: mostly shorter, sometimes longer. */
    private long nanos(SplittableRandom random) {
        long scale = random.nextInt(3) == 0
                ? scenario.leader().takeoverNanos()
                : scenario.longestManagerNanos();
        return (long) (scale * StrictMath.pow(10, -1.5 + 2 * random.nextDouble()));
    }
}
