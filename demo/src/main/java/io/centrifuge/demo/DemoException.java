package io.centrifuge.demo;

/** The demo could not be run; the message says why, and what to do. */
public final class DemoException extends Exception {
    private static final long serialVersionUID = 1;

    public DemoException(String message) {
        super(message);
    }

    public DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
