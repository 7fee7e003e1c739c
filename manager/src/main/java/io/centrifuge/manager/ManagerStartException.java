package io.centrifuge.manager;

/** A manager that can't listen. The message names the address and the remedy, for a user. */
public final class ManagerStartException extends Exception {
    private static final long serialVersionUID = 1L;

    ManagerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
