package io.centrifuge.simulation.world;

import io.centrifuge.simulation.scenario.FaultKind;

import java.util.EnumMap;
import java.util.Map;

/** How often what happened in one world, or in many together. One thread. */
public final class RunCounters {
    /** What is counted, besides faults. */
    public enum Count {
        EVENTS,
        CHECKS,
        RECORDS,
        MOVES,
        TAKEOVERS,
        LOSSES,
        RACES,
        LEASES_LOST,
        OWNERS_KEPT_OUT,
        OWNERS_LET_IN,
        OWNER_NANOS,
        OVERLAPS_EXCUSED
    }

    private final Map<Count, Cell> counts = new EnumMap<>(Count.class);
    private final Map<FaultKind, Cell> faults = new EnumMap<>(FaultKind.class);

    /** Of each kind of fault, in how many of the worlds added it happened. */
    private final Map<FaultKind, Cell> worldsWith = new EnumMap<>(FaultKind.class);

    private static final class Cell {
        long times;
    }

    public RunCounters() {
        for (Count what : Count.values()) {
            counts.put(what, new Cell());
        }
        for (FaultKind kind : FaultKind.values()) {
            faults.put(kind, new Cell());
            worldsWith.put(kind, new Cell());
        }
    }

    private static <K> Cell cell(Map<K, Cell> cells, K key) {
        Cell cell = cells.get(key);
        if (cell == null) {
            throw new IllegalArgumentException("nothing is counted for " + key);
        }
        return cell;
    }

    public void add(Count what, long more) {
        cell(counts, what).times += more;
    }

    public long get(Count what) {
        return cell(counts, what).times;
    }

    void fired(FaultKind kind) {
        cell(faults, kind).times++;
    }

    /** How often the kind of fault happened. */
    public long timesFired(FaultKind kind) {
        return cell(faults, kind).times;
    }

    /** In how many of the worlds added it happened. */
    public long worldsWith(FaultKind kind) {
        return cell(worldsWith, kind).times;
    }

    /** Adds what happened in one world. */
    public void addWorld(RunCounters world) {
        counts.forEach((what, cell) -> cell.times += world.get(what));
        faults.forEach((kind, cell) -> {
            long times = world.timesFired(kind);
            cell.times += times;
            cell(worldsWith, kind).times += times > 0 ? 1 : 0;
        });
    }
}
