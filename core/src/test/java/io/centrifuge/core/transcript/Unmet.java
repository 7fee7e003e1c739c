package io.centrifuge.core.transcript;

/**
 * A command speaks of something that isn't there, such as a message that was never sent: the
 * machines did something else than the script expects.
 */
final class Unmet extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unmet(String what) {
        super(what);
    }
}
