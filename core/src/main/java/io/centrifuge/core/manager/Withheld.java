package io.centrifuge.core.manager;

import io.centrifuge.core.state.OwnerRef;

import org.jspecify.annotations.Nullable;

/**
 * Whether the leader still names a held range to its holder, and if not, why not. Once withheld, a
 * range stays so until a record has taken it from the number that it has: soft state of one term,
 * one value for every key that somebody holds.
 */
sealed interface Withheld {
    /** Where it goes; null where nobody is known to take it. */
    default @Nullable OwnerRef successor() {
        return null;
    }

    /** Not withheld: named to its holder. */
    record Named() implements Withheld {}

    /**
     * Left out of what the holder is told; waits for the release or the time.
     *
     * @param successor where the range goes; null where nobody is there to take it
     * @param freeAt monotonic nanoseconds from which the holder can't hold it any more, whatever it
     *     heard
     */
    record Recalled(long number, @Nullable OwnerRef successor, long freeAt) implements Withheld {}

    /** Its pieces are being granted to their holder as one. */
    record Merging(long number) implements Withheld {}

    /** The holder surely holds it no more, so that a record may take it. */
    sealed interface Freeable extends Withheld {}

    /** The holder said that it doesn't hold it. */
    record Released(long number) implements Freeable {}

    /** The holder said that it released it and handed its state to {@code successor}. */
    record Transferred(long number, OwnerRef successor) implements Freeable {}

    /** The manager's duration has passed since the last answer that named it. */
    record Expired(long number) implements Freeable {}
}
