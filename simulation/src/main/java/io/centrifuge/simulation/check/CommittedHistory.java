package io.centrifuge.simulation.check;

import io.centrifuge.KeyRange;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.simulation.world.Observation;
import io.centrifuge.simulation.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every table that was ever committed, and what was lost when, by the word of the records. */
final class CommittedHistory implements Check {
    private final World world;
    private final Map<ServiceName, Map<Long, Moment>> moments = new TreeMap<>();

    /**
     * One LSN of one service.
     *
     * @param lastLoss of every key, the LSN of the last record that cut its state
     */
    record Moment(RangeMap<LeaseEntry> entries, RangeMap<Long> lastLoss) {}

    CommittedHistory(World world) {
        this.world = world;
        for (ServiceName service : world.services()) {
            Map<Long, Moment> first = new TreeMap<>();
            first.put(0L, new Moment(RangeMap.of(LeaseEntry.NEVER_LEASED), RangeMap.of(0L)));
            moments.put(service, first);
        }
    }

    @Nullable
    Moment at(ServiceName service, long lsn) {
        return of(service).get(lsn);
    }

    private Map<Long, Moment> of(ServiceName service) {
        return moments.computeIfAbsent(service, name -> new TreeMap<>());
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
                of(service).put(table.lsn(), new Moment(table.entries(), RangeMap.of(table.lsn())));
            }
        }
    }

    private void committed(TableRecord record, LeaseTable after) {
        Moment before = at(record.service(), record.follows());
        if (before == null) {
            throw new Violation(
                    "no committed record is lost", "nothing was committed before " + record);
        }
        List<Piece<Long>> losses = new ArrayList<>();
        for (TableChange change : record.changes()) {
            switch (change) {
                case TableChange.Freed freed -> losses.add(loss(freed.range(), record));
                case TableChange.Granted granted -> losses.add(loss(granted.range(), record));
                case TableChange.Merged merged -> losses.add(loss(merged.range(), record));
                case TableChange.Transferred moved -> {}
                case TableChange.Joined joined -> {}
                case TableChange.Drained drained -> {}
                case TableChange.Left left -> {}
            }
        }
        of(record.service())
                .put(after.lsn(), new Moment(after.entries(), before.lastLoss().overlay(losses)));
    }

    private static Piece<Long> loss(KeyRange range, TableRecord record) {
        return new Piece<>(range, record.lsn());
    }
}
