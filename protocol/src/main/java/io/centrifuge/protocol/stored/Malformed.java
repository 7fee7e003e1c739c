package io.centrifuge.protocol.stored;

/**
 * Checks on bytes from outside. A failed one ends at the codec's public method as its own
 * exception.
 */
final class Malformed {
    private Malformed() {}

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
