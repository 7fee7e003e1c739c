package io.centrifuge.simulation.check;

import io.centrifuge.KeyRange;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.simulation.world.Observation;
import io.centrifuge.simulation.world.World;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every table that was ever committed, and what was lost when, by the word of the records. */
final class CommittedHistory implements Check {
    /** Of how many pieces together the newest tables are kept; those before, as a hash each. */
    private static final long MOST_PIECES = 4_000_000;

    private final World world;
    private final Map<ServiceName, Map<Long, Moment>> moments = new TreeMap<>();

    /** Those with a table, oldest first. */
    private final Deque<Moment> whole = new ArrayDeque<>();

    private long pieces;

    /** One LSN of one service. */
    static final class Moment {
        private final long lsn;

        /** What it follows; null where a history begins. */
        private final @Nullable Moment before;

        /** Whose state the record cut. */
        private final List<KeyRange> cut;

        private @Nullable RangeMap<LeaseEntry> entries;
        private int hash;

        private Moment(
                long lsn,
                @Nullable Moment before,
                List<KeyRange> cut,
                RangeMap<LeaseEntry> entries) {
            this.lsn = lsn;
            this.before = before;
            this.cut = cut;
            this.entries = entries;
        }

        /** Whether the table was this one; of one long ago, whether its hash was. */
        boolean had(RangeMap<LeaseEntry> table) {
            return entries == null ? hash == table.hashCode() : entries.equals(table);
        }

        /** Whose state was cut after the LSN; everything's if that is of another history. */
        List<KeyRange> cutSince(long since) {
            List<KeyRange> all = new ArrayList<>();
            for (Moment at = this; at != null && at.lsn > since; at = at.before) {
                all.addAll(at.cut);
            }
            return all;
        }

        /** Returns how many pieces it had. */
        private int forgetTable() {
            RangeMap<LeaseEntry> forgotten = Objects.requireNonNull(entries);
            hash = forgotten.hashCode();
            entries = null;
            return forgotten.size();
        }
    }

    CommittedHistory(World world) {
        this.world = world;
        for (ServiceName service : world.services()) {
            moments.put(service, new TreeMap<>());
            add(service, new Moment(0, null, List.of(), RangeMap.of(LeaseEntry.NEVER_LEASED)));
        }
    }

    @Nullable
    Moment at(ServiceName service, long lsn) {
        return of(service).get(lsn);
    }

    private Map<Long, Moment> of(ServiceName service) {
        return moments.computeIfAbsent(service, name -> new TreeMap<>());
    }

    private void add(ServiceName service, Moment moment) {
        of(service).put(moment.lsn, moment);
        whole.addLast(moment);
        pieces += Objects.requireNonNull(moment.entries).size();
        while (pieces > MOST_PIECES) {
            pieces -= whole.removeFirst().forgetTable();
        }
    }

    @Override
    public void see(Observation observation) {
        if (observation instanceof Observation.Committed committed
                && committed.record() instanceof TableRecord record
                && committed.after().table(record.service()).lsn()
                        != committed.before().table(record.service()).lsn()) {
            committed(record, committed.after().table(record.service()));
        } else if (observation instanceof Observation.Restored restored) {
            for (ServiceName service : world.services()) {
                LeaseTable table = restored.after().table(service);
                add(service, new Moment(table.lsn(), null, List.of(KeyRange.ALL), table.entries()));
            }
        }
    }

    private void committed(TableRecord record, LeaseTable after) {
        Moment before = at(record.service(), record.follows());
        if (before == null) {
            throw new Violation(
                    "no committed record is lost", "nothing was committed before " + record);
        }
        List<KeyRange> cut = new ArrayList<>();
        for (TableChange change : record.changes()) {
            switch (change) {
                case TableChange.Freed freed -> cut.add(freed.range());
                case TableChange.Granted granted -> cut.add(granted.range());
                case TableChange.Merged merged -> cut.add(merged.range());
                case TableChange.Transferred moved -> {}
                case TableChange.Joined joined -> {}
                case TableChange.Drained drained -> {}
                case TableChange.Undrained undrained -> {}
                case TableChange.Cordoned cordoned -> {}
                case TableChange.Uncordoned uncordoned -> {}
                case TableChange.Evicted evicted -> {}
                case TableChange.Left left -> {}
                case TableChange.Removed removed -> cut.add(KeyRange.ALL);
            }
        }
        add(record.service(), new Moment(after.lsn(), before, cut, after.entries()));
    }
}
