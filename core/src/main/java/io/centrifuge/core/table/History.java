package io.centrifuge.core.table;

/**
 * Histories of a store: the high 23 bits of every term, LSN and lease number, so that the numbers
 * of a later one are above all of an earlier one, whatever of that is lost (DESIGN section 4,
 * "Restored stores"). A store begins in history 0. Stateless.
 */
public final class History {
    /** The highest: 2^23 - 1. */
    public static final long LAST = (1L << 23) - 1;

    /** What counts within a history: 2^40 numbers, which no store uses up. */
    private static final int LOW_BITS = 40;

    private History() {}

    /** The history of a term, an LSN or a lease number, which is 0 or more. */
    public static long of(long number) {
        return number >>> LOW_BITS;
    }

    /**
     * The number that a history begins with, below every one that it gives out.
     *
     * @throws IllegalArgumentException if the history isn't from 0 to {@link #LAST}
     */
    public static long start(long history) {
        if (history < 0 || history > LAST) {
            throw new IllegalArgumentException(
                    "a history must be from 0 to %d, but is %d".formatted(LAST, history));
        }
        return history << LOW_BITS;
    }
}
