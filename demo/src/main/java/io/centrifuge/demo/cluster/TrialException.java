package io.centrifuge.demo.cluster;

/**
 * A cluster on this machine, or what is tried on it, could not be run; the message says why, and
 * what to do.
 */
public final class TrialException extends Exception {
    private static final long serialVersionUID = 1;

    public TrialException(String message) {
        super(message);
    }

    public TrialException(String message, Throwable cause) {
        super(message, cause);
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
