package io.centrifuge.cli;

import io.centrifuge.manager.ManagerHalt;

/** What commands exit with; documented in each command's help and in {@code docs/operating.md}. */
final class ExitCodes {
    static final int OK = 0;

    /** What was asked for did not succeed. */
    static final int FAILED = 1;

    /** The command line, or what it names, can't be used as it is. */
    static final int USAGE = 2;

    /** No manager answers. */
    static final int UNREACHABLE = 3;

    /** A manager answers, and there is no such service or owner. */
    static final int NOT_FOUND = 4;

    /** The manager can't trust itself or its store any more. */
    static final int HALTED = ManagerHalt.EXIT_CODE;

    private ExitCodes() {}
}
