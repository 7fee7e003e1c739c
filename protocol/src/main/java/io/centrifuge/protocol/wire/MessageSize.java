package io.centrifuge.protocol.wire;

/** How big a message may be that is let in. Bytes. */
public final class MessageSize {
    /** For managers: an owner's request and all others are far smaller. */
    public static final int MAX_REQUEST_BYTES = 8 * 1024 * 1024;

    /**
     * For clients of managers: room for a whole table of 8,000 owners with 64 ranges each, even if
     * every name and address has its greatest length and every number its greatest value; with
     * usual names and numbers, for some 20,000 owners.
     */
    public static final int MAX_ANSWER_BYTES = 32 * 1024 * 1024;

    private MessageSize() {}
}
