package io.centrifuge.cli;

import io.centrifuge.protocol.client.AdminException;

/**
 * Ends a command: an expected failure, with one line for the user that names the remedy, and the
 * exit code.
 */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailure(int exitCode, String text) {
        super(text, null, false, false);
        this.exitCode = exitCode;
    }

    static CommandFailure failed(String text) {
        return new CommandFailure(ExitCodes.FAILED, text);
    }

    static CommandFailure usage(String text) {
        return new CommandFailure(ExitCodes.USAGE, text);
    }

    static CommandFailure unreachable(String text) {
        return new CommandFailure(ExitCodes.UNREACHABLE, text);
    }

    static CommandFailure notFound(String text) {
        return new CommandFailure(ExitCodes.NOT_FOUND, text);
    }

    /** Of a command that asked managers. */
    static CommandFailure of(AdminException failure) {
        return switch (failure.kind()) {
            case UNREACHABLE ->
                unreachable(failure.text()
                        + ": start one with \"centrifuge manager\", or say where it is with"
                        + " --manager HOST:PORT or $" + ClientFlags.VARIABLE);
            case NOT_FOUND -> notFound(failure.text());
            case REFUSED -> failed(failure.text());
        };
    }

    /** The same, with more to say. */
    CommandFailure and(String more) {
        return new CommandFailure(exitCode, text() + more);
    }

    int exitCode() {
        return exitCode;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
