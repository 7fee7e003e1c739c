package io.centrifuge.cli;

import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * A table's changes, gathered for as long as those of one event come. Used by one thread; times are
 * in nanoseconds by any one monotonic clock.
 */
final class TableMoves {
    /** After that long without a change the event is over. */
    static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** So long they are gathered at most, where changes never end. */
    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** What the moves that were taken have led to. */
    private RangeMap<LeaseEntry> taken;

    private RangeMap<LeaseEntry> newest;
    private RangeMap<Gap> gaps;

    /** Whether something came since moves were taken last. */
    private boolean isGathering;

    private long firstNanos;
    private long lastNanos;

    TableMoves(RangeMap<LeaseEntry> first) {
        taken = first;
        newest = first;
        gaps = first.map(entry -> new Gap(entry.isFree(), OptionalLong.empty(), 0));
    }

    /**
     * Whether nobody has a range, and for how long nobody had.
     *
     * @param since when it became free; empty if it isn't, or was before the first table
     * @param longest of the gaps that ended since moves were taken last, in nanoseconds
     */
    private record Gap(boolean isFree, OptionalLong since, long longest) {
        Gap then(boolean free, long nanos) {
            if (free == isFree) {
                return this;
            }
            return free
                    ? new Gap(true, OptionalLong.of(nanos), longest)
                    : new Gap(
                            false,
                            OptionalLong.empty(),
                            Math.max(longest, nanos - since.orElse(nanos)));
        }

        Gap taken() {
            return longest == 0 ? this : new Gap(isFree, since, 0);
        }
    }

    RangeMap<LeaseEntry> newest() {
        return newest;
    }

    void become(RangeMap<LeaseEntry> next, long nanos) {
        if (!isGathering) {
            firstNanos = nanos;
        }
        isGathering = true;
        lastNanos = nanos;
        gaps = gaps.zip(next, (gap, entry) -> gap.then(entry.isFree(), nanos));
        newest = next;
    }

    /** Whether an event's changes have come to an end. */
    boolean isDue(long nanos) {
        return isGathering
                && (nanos - lastNanos >= QUIET_NANOS || nanos - firstNanos >= LONGEST_NANOS);
    }

    /** What has changed since they were taken last; may be empty. */
    List<TableMove> take() {
        List<TableMove> moves =
                TableMove.of(TableDifference.between(taken, newest, gaps.map(Gap::longest)));
        taken = newest;
        isGathering = false;
        gaps = gaps.map(Gap::taken);
        return moves;
    }
}
