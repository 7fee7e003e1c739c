package io.centrifuge.core;

/**
 * A broken invariant: a bug in this code or a corrupt input that passed every check. Nobody catches
 * it to go on. A manager that meets one halts, and a standby takes over; an owner drops its leases
 * first, then reports (docs/protocol.md, "Broken invariants").
 */
public final class InvariantViolation extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public InvariantViolation(String message) {
        super(message);
    }

    /** Throws if {@code holds} is false. */
    @SuppressWarnings("AnnotateFormatMethod") // would cost a dependency of every user
    public static void check(boolean holds, String format, Object... arguments) {
        if (!holds) {
            throw new InvariantViolation(String.format(format, arguments));
        }
    }
}
