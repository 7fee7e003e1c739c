package io.centrifuge.core.state;

import io.centrifuge.KeyRange;
import io.centrifuge.KeyRanges;
import io.centrifuge.ServiceName;

import java.util.ArrayList;
import java.util.List;

/**
 * Changes of one service's lease table that are committed together, under one LSN.
 *
 * @param term the proposing leader's; refused once a higher one has begun
 * @param follows the LSN of the table that the changes were decided on; refused on any other, so a
 *     retry or a reordering can't apply twice
 */
public record TableRecord(long term, ServiceName service, long follows, List<TableChange> changes)
        implements StoreRecord {
    public TableRecord {
        changes = List.copyOf(changes);
    }

    /** The keys that it changes, as the fewest ranges, in ascending order. */
    public KeyRanges ranges() {
        List<KeyRange> ranges = new ArrayList<>();
        for (TableChange change : changes) {
            change.changed().ifPresent(ranges::add);
        }
        return KeyRanges.of(ranges);
    }

    /** Whether it removes the service, which is all that it does then. */
    public boolean removesService() {
        return changes.size() == 1 && changes.getFirst() instanceof TableChange.Removed;
    }

    /** The LSN of this record, and the lease number of everything that it grants. */
    public long lsn() {
        return follows + 1;
    }
}
