package io.centrifuge.manager.store;

import org.jspecify.annotations.Nullable;

/**
 * A store that can't be opened. The message names the place and the remedy; it is meant for a user.
 */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
