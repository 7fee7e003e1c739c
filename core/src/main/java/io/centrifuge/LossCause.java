package io.centrifuge;

/** Why the state of a range was lost, as the lease table has it. */
public enum LossCause {
    /**
     * Not known: the table is of a release that didn't record it, the service was removed, ranges
     * that were lost for several causes became one, or the lookup has failed and hears of no loss
     * any more.
     */
    UNKNOWN,
    /**
     * Its owner gave it up in order and handed nothing on: it moved, or the owner was closed or
     * evicted.
     */
    RELEASED,
    /** Its owner didn't renew the lease in time: it crashed, was cut off or stood still. */
    EXPIRED,
    /** Pieces of one owner became one; nothing need be lost, but it can't be told from a loss. */
    MERGED,
    /** The store was restored or replaced: all state of the lost history is lost. */
    RESTORED
}
