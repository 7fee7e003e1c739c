package io.centrifuge.core.state;

/**
 * What an owner is told of one leased range.
 *
 * @param number the lease number; 0 in {@link #NONE}
 * @param stateSince the oldest number from which the state was handed on without a gap
 */
public record Lease(long number, long stateSince) {
    /** No lease. */
    public static final Lease NONE = new Lease(0, 0);

    public boolean isHeld() {
        return number != 0;
    }
}
