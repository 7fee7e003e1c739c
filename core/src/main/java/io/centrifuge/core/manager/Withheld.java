package io.centrifuge.core.manager;

import io.centrifuge.core.table.OwnerRef;

import org.jspecify.annotations.Nullable;

/**
 * That a held range is named to its holder no more in this term, under the number that it has, and
 * why. Once withheld, a range stays so until a record has taken it from that number: soft state of
 * the leader, one value for every key.
 *
 * @param number the lease number that is being taken; 0 in {@link #NOT}
 * @param successor to whom the range shall go, where a recall or a transfer names one
 * @param freeAt monotonic nanoseconds from which the holder can't hold it any more, whatever it
 *     heard
 */
record Withheld(long number, Why why, @Nullable OwnerRef successor, long freeAt) {
    static final Withheld NOT = new Withheld(0, Why.NOT, null, 0);

    enum Why {
        /** Named to its holder like any other. */
        NOT,
        /** Left out of what the holder is told; waits for the release or the time. */
        RECALLED,
        /** Its pieces are being granted anew to their holder as one. */
        MERGING,
        /** The holder said that it doesn't hold it. */
        RELEASED,
        /** The holder said that it released it and handed its state to {@link #successor}. */
        TRANSFERRED,
        /** The manager's term has passed since the last answer that named it. */
        EXPIRED
    }

    static Withheld expired(long number) {
        return new Withheld(number, Why.EXPIRED, null, 0);
    }

    static Withheld released(long number) {
        return new Withheld(number, Why.RELEASED, null, 0);
    }

    boolean is(Why reason) {
        return why == reason;
    }

    /** Whether the holder surely holds it no more, so that a record may take it. */
    boolean isFreeable() {
        return why == Why.RELEASED || why == Why.TRANSFERRED || why == Why.EXPIRED;
    }
}
