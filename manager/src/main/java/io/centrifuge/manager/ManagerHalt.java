package io.centrifuge.manager;

import org.jspecify.annotations.Nullable;

/**
 * That a manager stopped answering for good, because it can't trust itself or its store any more
 * (docs/protocol.md, "Broken invariants"). Its process must end, so that a standby takes over.
 *
 * @param reason what happened
 * @param cause what was thrown, if anything was
 */
public record ManagerHalt(String reason, @Nullable Throwable cause) {
    /** With what the process exits; no other failure has it. */
    public static final int EXIT_CODE = 70;
}
