package io.centrifuge.lookup;

import io.centrifuge.Loss;

/**
 * Told when owners lost state, so that the application can build it again: serially, in order, on a
 * thread of its own, after {@link Lookup#lookup(String)} answers from the table that says so. It
 * may be slow or throw: neither delays a lookup or a table. What it throws is logged and counted in
 * {@link LookupCounters#listenerFailures()}.
 */
@FunctionalInterface
public interface LossListener {
    /**
     * The state of every key in {@code loss.ranges()} is gone, as far as this lookup can tell; it
     * may be told of a loss that was none, but never misses one. {@link
     * io.centrifuge.KeyRanges#contains(String)} says whether a key is among them, and {@link
     * Loss#byCause} why. Of a loss that happened while this lookup was away it is told the newest
     * cause.
     *
     * @param loss of one range at least
     */
    void lost(Loss loss);
}
