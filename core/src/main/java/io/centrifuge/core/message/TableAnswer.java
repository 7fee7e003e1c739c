package io.centrifuge.core.message;

import io.centrifuge.OwnerAddress;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a manager tells a lookup of a service's lease table. */
public sealed interface TableAnswer {
    ServiceName service();

    /** The LSN of the table that the answer was made from. */
    long lsn();

    /**
     * The whole table.
     *
     * @param addresses of every holder
     */
    record Whole(
            ServiceName service,
            long lsn,
            RangeMap<LeaseEntry> entries,
            SortedMap<OwnerRef, OwnerAddress> addresses)
            implements TableAnswer {
        public Whole {
            addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
        }
    }

    /**
     * What a table of any LSN from {@code since} to {@code lsn} lacks: the newest entry of all that
     * changed after {@code since}.
     *
     * @param addresses of every holder in {@code pieces}
     */
    record Changes(
            ServiceName service,
            long since,
            long lsn,
            List<Piece<LeaseEntry>> pieces,
            SortedMap<OwnerRef, OwnerAddress> addresses)
            implements TableAnswer {
        public Changes {
            pieces = List.copyOf(pieces);
            addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
        }
    }

    /**
     * The manager's table is older than the lookup's, or it can't vouch for its age: ask another. A
     * watch goes on all the same, and is answered again once the manager has caught up.
     */
    record Behind(ServiceName service, long lsn) implements TableAnswer {}
}
