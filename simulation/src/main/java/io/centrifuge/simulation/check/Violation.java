package io.centrifuge.simulation.check;

/** A guarantee was broken: the end of a run. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String invariant;

    public Violation(String invariant, String what) {
        super(what, null, false, false);
        this.invariant = invariant;
    }

    /** Which of the guarantees, in a few words. */
    public String invariant() {
        return invariant;
    }

    public String what() {
        return String.valueOf(getMessage());
    }
}
