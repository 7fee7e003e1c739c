package io.centrifuge.core.state;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;

import java.util.Optional;

/**
 * One change of a service's lease table. Each names what it changes <em>from</em>, so that
 * {@link LeaseTable#apply} can halt rather than commit a contradiction.
 */
public sealed interface TableChange {
    /** The keys whose entry it changes; empty if it is about an owner alone. */
    default Optional<KeyRange> changed() {
        return switch (this) {
            case Joined joined -> Optional.empty();
            case Drained drained -> Optional.empty();
            case Undrained undrained -> Optional.empty();
            case Cordoned cordoned -> Optional.empty();
            case Uncordoned uncordoned -> Optional.empty();
            case Evicted evicted -> Optional.empty();
            case Left left -> Optional.empty();
            case Freed freed -> Optional.of(freed.range());
            case Granted granted -> Optional.of(granted.range());
            case Transferred moved -> Optional.of(moved.range());
            case Merged merged -> Optional.of(merged.range());
            case Removed removed -> Optional.empty();
        };
    }

    /** The incarnation takes its name; any other that has it is superseded. */
    record Joined(OwnerRef owner, OwnerAddress address) implements TableChange {}

    /** The owner's ranges are to go to others. */
    record Drained(OwnerRef owner) implements TableChange {}

    /** The owner, which was drained, is to have its share of the ranges again. */
    record Undrained(OwnerRef owner) implements TableChange {}

    /** Nothing is to be planned for whom it covers, here or to come. */
    record Cordoned(Cordon cordon) implements TableChange {}

    /** The cordon is lifted. */
    record Uncordoned(Cordon cordon) implements TableChange {}

    /**
     * The incarnation has its name no more and never joins again; another one may take the name.
     */
    record Evicted(OwnerRef owner) implements TableChange {}

    /** The incarnation, which holds nothing any more, is forgotten. */
    record Left(OwnerRef owner) implements TableChange {}

    /** The lease ended and the state did not go to a successor; cuts "state since". */
    record Freed(KeyRange range, OwnerRef holder, long number, Cause cause)
            implements TableChange {}

    /** A range that nobody holds goes to {@code owner} under this record's LSN. */
    record Granted(KeyRange range, OwnerRef owner) implements TableChange {}

    /**
     * The holder released the range and handed its state to {@code successor}; keeps "state since".
     */
    record Transferred(KeyRange range, OwnerRef holder, long number, OwnerRef successor)
            implements TableChange {}

    /** Pieces of one holder become one, granted again; the loss is signalled for all of it. */
    record Merged(KeyRange range, OwnerRef holder) implements TableChange {}

    /**
     * The service, which has no owners, is forgotten. The only change of its record: it leaves no
     * table.
     */
    record Removed() implements TableChange {}

    /** Why a lease ended. */
    enum Cause {
        RELEASED,
        EXPIRED
    }
}
