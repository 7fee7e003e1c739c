package io.centrifuge.rules;

/** A patch that proves nothing: it doesn't apply, or what it leaves doesn't compile. */
public final class UnusablePatchException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusablePatchException(String message) {
        super(message);
    }
}
