package io.centrifuge.protocol.stored;

import java.util.UUID;

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

    static UUID requireUuid(String text) {
        UUID id = UUID.fromString(text);
        require(id.toString().equals(text), "\"%s\" is no UUID".formatted(text));
        return id;
    }
}
