package io.centrifuge.core.state;

/**
 * Histories of a store: the high 42 bits of every term, LSN and lease number with which it begins,
 * so that the numbers of a later one are above all of an earlier one, whatever of that is lost
 * (docs/protocol.md, "Restored stores"). A store begins in history 0; a restored one in that of the
 * millisecond in which it is restored, by the wall clock. Numbers go on from there, and never catch
 * up with the clock: no store commits 2^21 records in a millisecond. So whatever was given out
 * before a history began is below it, also by a store that was restored a moment ago. Stateless.
 */
public final class History {
    /** The highest: 2^42 - 1, in the year 2165. */
    public static final long LAST = (1L << 42) - 1;

    /** Milliseconds of the Unix epoch that history 0 stands for: the begin of 2026, UTC. */
    private static final long FIRST_MILLIS = 1_767_225_600_000L;

    /** Below a history's number: 2^21 terms, and the first 2^21 records of each service. */
    private static final int LOW_BITS = 21;

    private History() {}

    /**
     * The history that a store is in which has this term, 0 or more. An LSN or a lease number may
     * have run on into what are numbers of later histories.
     */
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

    /**
     * The history of a store that is restored now.
     *
     * @param wallMillis now, in milliseconds since the Unix epoch; within 2026 to 2164
     * @throws IllegalArgumentException if it is not
     */
    public static long at(long wallMillis) {
        long history = wallMillis - FIRST_MILLIS;
        if (history <= 0 || history > LAST) {
            throw new IllegalArgumentException(
                    "a store is restored within the years 2026 to 2164, but the clock stands at %d"
                                    .formatted(wallMillis)
                            + " ms since 1970");
        }
        return history;
    }

    /** When a history, from 1 on, began: milliseconds since the Unix epoch. */
    public static long wallMillis(long history) {
        return history + FIRST_MILLIS;
    }
}
