package io.centrifuge.simulation.scenario;

/**
 * One thing that goes wrong.
 *
 * @param index counts the seed's faults from 0, also those that a smaller scenario leaves out
 * @param at true time, in nanoseconds
 * @param target which of the processes there are then, by its remainder
 * @param nanos for how long, or by how much
 * @param share from 0 to 1: whatever else the kind leaves open
 */
public record Fault(int index, FaultKind kind, long at, long target, long nanos, double share) {

    /** One of {@code size} things, at least one. */
    public int pick(int size) {
        return (int) Long.remainderUnsigned(target, size);
    }
}
