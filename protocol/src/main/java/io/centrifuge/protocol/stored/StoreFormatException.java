package io.centrifuge.protocol.stored;

/**
 * Bytes of a store that this release can't read: damaged, or written by a later one. Whoever meets
 * it stops; what can't be read is never skipped.
 */
public final class StoreFormatException extends Exception {
    private static final long serialVersionUID = 1L;

    StoreFormatException(String message) {
        super(message);
    }

    StoreFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
