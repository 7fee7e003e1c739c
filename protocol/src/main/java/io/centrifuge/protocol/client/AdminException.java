package io.centrifuge.protocol.client;

/** What an administrator asked of managers was not answered, or not done; the text says why. */
public final class AdminException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What is wrong. */
    public enum Kind {
        /** No manager answers at all. */
        UNREACHABLE,
        /** A manager answers that there is no such service or owner. */
        NOT_FOUND,
        /** Managers refuse, or none leads. */
        REFUSED
    }

    AdminException(Kind kind, String text) {
        super(text, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
