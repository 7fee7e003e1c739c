package io.centrifuge.protocol.stored;

import io.centrifuge.core.state.CommittedState;

import java.time.Instant;
import java.util.UUID;

/**
 * A copy of all that one member of a store had, and where it comes from (docs/protocol.md,
 * "Restored stores"). Immutable.
 *
 * @param cluster the group that it is of
 * @param member the id of the member whose data it was made of
 * @param entryTerm the engine's term of the last entry of the group's log that is in it; 0 or more
 * @param entries how many entries of the group's log are in it; 0 or more. Of two backups of one
 *     cluster that one has more which has the higher term, and with equal terms more entries
 * @param takenAt by the wall clock of the process that made it; from 1970 on, to the millisecond
 */
public record StoreBackup(
        UUID cluster,
        String member,
        long entryTerm,
        long entries,
        Instant takenAt,
        CommittedState state) {
    public StoreBackup {
        if (entryTerm < 0 || entries < 0) {
            throw new IllegalArgumentException(
                    "entryTerm and entries must be 0 or more, but are %d and %d"
                            .formatted(entryTerm, entries));
        }
        long millis = takenAt.toEpochMilli();
        if (millis < 0 || !takenAt.equals(Instant.ofEpochMilli(millis))) {
            throw new IllegalArgumentException(
                    "takenAt must be from 1970 on and to the millisecond, but is " + takenAt);
        }
    }
}
