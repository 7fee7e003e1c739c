package io.centrifuge.protocol.admin;

import io.centrifuge.KeyRange;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.OwnerRef;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What became of a service's owners and ranges lately, as one manager saw it; for display.
 * Immutable.
 *
 * @param storeHistory the history that the manager knows the store to be in; a restore raises it
 * @param isCurrent whether the manager knows what the leader does: it has read its store, and has
 *     heard a heartbeat lately
 * @param since when the manager's process began to see it, by its wall clock
 * @param left how many older changes the manager knows that were asked for and are not in it
 * @param changes oldest first
 */
public record HistoryReport(
        ServiceName service,
        long storeHistory,
        boolean isCurrent,
        Instant since,
        long left,
        List<Change> changes) {
    /** Of two managers' reports the one that tells more of what is so now comes last. */
    public static final Comparator<HistoryReport> BY_WORTH = Comparator.comparingLong(
                    HistoryReport::storeHistory)
            .thenComparing(HistoryReport::isCurrent)
            .thenComparing(HistoryReport::since, Comparator.reverseOrder());

    public HistoryReport {
        if (left < 0) {
            throw new IllegalArgumentException("left must be 0 or more, but is " + left);
        }
        changes = List.copyOf(changes);
    }

    /**
     * One change of an owner, or of a range.
     *
     * @param lsn of the record that says so
     * @param at when the manager saw it, by its wall clock; empty if it read of it at its start,
     *     some time after it came about
     * @param range absent where it is about an owner alone
     * @param from who had the range until then; the owner, where it is about one
     * @param to who has it from then on
     */
    public record Change(
            long lsn,
            Optional<Instant> at,
            Kind kind,
            Optional<KeyRange> range,
            Optional<OwnerRef> from,
            Optional<OwnerRef> to) {
        public Change {
            if (lsn < 1) {
                throw new IllegalArgumentException("an LSN must be above 0, but is " + lsn);
            }
        }
    }

    /** What happened, and why. */
    public enum Kind {
        /** An owner joined, under a name that nobody had. */
        JOINED,
        /** An owner joined, and took its name from an earlier incarnation. */
        JOINED_AGAIN,
        /** An owner was to be drained. */
        DRAIN_ORDERED,
        /** A drain was taken back. */
        UNDRAIN_ORDERED,
        /** An owner was to be evicted. */
        EVICTION_ORDERED,
        /** An owner has left, or was given up after its leases were over. */
        LEFT,
        /** A range that was free was granted. */
        GRANTED,
        /** A range went from one owner to the next, with its state. */
        HANDED_ON,
        /** It was recalled since another owner is planned for it, and let go. */
        RECALLED,
        /** It was let go by an owner that is drained. */
        DRAINED,
        /** It was let go by an owner that is cordoned. */
        CORDONED,
        /** It was let go by an owner that left. */
        OWNER_LEFT,
        /** It ended with an incarnation that a later one superseded. */
        SUPERSEDED,
        /** It ended with an incarnation that was evicted. */
        EVICTED,
        /** Its owner was silent until the lease was over. */
        EXPIRED,
        /** It was put together with its neighbours, which have another history. */
        MERGED,
        /** The service was removed; what comes after is of another of its name. */
        SERVICE_REMOVED;

        /** Whether the state of the range did not come along. */
        public boolean isLoss() {
            return switch (this) {
                case RECALLED,
                        DRAINED,
                        CORDONED,
                        OWNER_LEFT,
                        SUPERSEDED,
                        EVICTED,
                        EXPIRED,
                        MERGED -> true;
                default -> false;
            };
        }
    }
}
