package io.centrifuge;

/** Why an owner has a range no more, or has it under another lease number, as far as it knows. */
public enum RevocationCause {
    /** The manager wanted it back, for another owner. */
    RECALLED,
    /** The manager granted it to the same owner again, under a higher number. */
    REPLACED,
    /**
     * The manager's list lacked it and named no successor: the manager had ended the lease already,
     * such as one that heard nothing of this owner for the lease's duration.
     */
    DROPPED,
    /** No manager renewed the lease in time. */
    EXPIRED,
    /** A process that started later has the owner's name. */
    SUPERSEDED,
    /** An administrator evicted this start of the owner's process. */
    EVICTED,
    /** The owner was closed. */
    CLOSED,
    /** An error in the owner's library. */
    FAILED
}
