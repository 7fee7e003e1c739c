package io.centrifuge.protocol.wire;

/**
 * How big a message may be. Managers and both libraries set it as their greatest inbound message.
 */
public final class MessageSize {
    /**
     * Bytes: room for a whole table of 2,000 owners with 64 ranges each, even if every name and
     * address has its greatest length and every number its greatest value; with usual names and
     * numbers, for some 5,000 owners. An owner's list and all others are far smaller.
     */
    public static final int MAX_INBOUND_BYTES = 8 * 1024 * 1024;

    private MessageSize() {}
}
