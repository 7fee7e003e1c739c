package io.centrifuge.core.table;

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

    /** The LSN of this record, and the lease number of everything that it grants. */
    public long lsn() {
        return follows + 1;
    }
}
