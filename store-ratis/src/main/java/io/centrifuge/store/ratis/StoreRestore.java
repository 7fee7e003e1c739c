package io.centrifuge.store.ratis;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.History;
import io.centrifuge.manager.store.StoreException;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.stored.StoreBackup;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Begins a store with what a backup has (docs/protocol.md, "Restored stores"): a group of one, of a
 * cluster of its own, so that members of the lost group are strangers to it. Stateless.
 */
public final class StoreRestore {
    private static final String REMEDY =
            ", though a restored store takes its numbers from the clock: set the clock right, or"
                    + " say with --above which is the highest lease number, LSN or term that was"
                    + " ever given out";

    private StoreRestore() {}

    /**
     * The history that a store begins which is restored from this backup now. It is above that of
     * every store that was restored a millisecond ago or more, also from the same backup, as long
     * as the clock was right whenever a store was restored.
     *
     * @param now by this host's clock
     * @param above if present, a number that is at least every term, LSN and lease number that was
     *     ever given out; then the clock need not be right
     * @throws StoreException if the clock can't be right; the message says how to go on
     */
    public static long history(StoreBackup backup, Instant now, OptionalLong above)
            throws StoreException {
        if (above.isPresent()) {
            long highest = Math.max(above.getAsLong(), backup.state().highestNumber());
            return Math.max(History.of(highest) + 1, byClock(now));
        }
        if (now.isBefore(backup.takenAt())) {
            throw new StoreException(
                    "this host's clock stands at %s, before %s, when the backup was taken%s"
                            .formatted(now, backup.takenAt(), REMEDY));
        }
        if (byClock(now) <= History.of(backup.state().highestNumber())) {
            throw new StoreException(
                    ("the backup's numbers go up to %d, and this host's clock, at %s, is not above"
                                    + " them%s")
                            .formatted(backup.state().highestNumber(), now, REMEDY));
        }
        return byClock(now);
    }

    /** 0 for a time in which no store can be restored. */
    private static long byClock(Instant now) {
        try {
            return History.at(now.toEpochMilli());
        } catch (IllegalArgumentException | ArithmeticException outside) {
            return 0;
        }
    }

    /**
     * Creates the store. It is there as a whole when this returns, and otherwise not at all: a
     * member that is started on what is left refuses. Blocks.
     *
     * @param config the folder, which must be empty or new, and the member that will run on it
     * @param state as {@link CommittedState#restoredAs} made it
     * @return the new cluster
     * @throws StoreException names the folder, what is wrong, and the remedy
     */
    public static UUID create(RatisStoreConfig config, CommittedState state) throws StoreException {
        if (!state.leader().restored()) {
            throw new IllegalArgumentException(
                    "a restored store must wait for the leases of the lost history, but this state"
                            + " doesn't say so: " + state.leader());
        }
        StoreMember self = config.self().voting(true);
        StoreMarker marker = new StoreMarker(UUID.randomUUID(), self, List.of(self));
        try (DataFolder folder = DataFolder.toRestoreInto(config.folder())) {
            folder.restore(marker, state);
        } catch (IOException failed) {
            throw DataFolder.failure(
                    config.folder(), "it can't be closed", "check the disk", failed);
        }
        return marker.cluster();
    }
}
