package io.centrifuge.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.key.KeyRange;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.table.CommittedState;
import io.centrifuge.core.table.LeaderRecord;
import io.centrifuge.core.table.LeaseEntry;
import io.centrifuge.core.table.LeaseTable;
import io.centrifuge.core.table.OwnerAddress;
import io.centrifuge.core.table.OwnerEntry;
import io.centrifuge.core.table.OwnerId;
import io.centrifuge.core.table.OwnerRef;
import io.centrifuge.core.table.OwnerState;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.core.table.StoreRecord;
import io.centrifuge.core.table.TableChange;
import io.centrifuge.core.table.TableRecord;
import io.centrifuge.core.time.ClockReading;
import io.centrifuge.core.time.LeaderTerms;
import io.centrifuge.core.time.LeaseTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What counts as a release where an owner's pieces became one under a number that it hasn't heard
 * of: it holds them under the old numbers until it handles a list, and may drop any list before.
 */
class ReleaseTest {
    private static final ServiceName SERVICE = new ServiceName("sessions");
    private static final OwnerAddress ADDRESS = new OwnerAddress("127.0.0.1:8080");
    private static final OwnerRef OWNER = new OwnerRef(new OwnerId("a"), 1);
    private static final ClockReading NOW = new ClockReading(0, 0);
    private static final RangeMap<Long> UNDER_OLD_NUMBERS =
            RangeMap.of(3L).with(new KeyRange(1L << 62, 0), 4L);

    private final ManagerMachine manager = new ManagerMachine(new ManagerConfig(
            1,
            LeaseTerms.STANDARD,
            new LeaderTerms(Duration.ofHours(1), Duration.ofMinutes(10), 1.2),
            1,
            Map.of()));
    private final List<StoreRecord> proposed = new ArrayList<>();
    private final List<ManagerMessage> sent = new ArrayList<>();

    /** Leads in term 2 over a table in which the owner's pieces became one under 5. */
    ReleaseTest() {
        Map<OwnerRef, OwnerEntry> owners =
                Map.of(OWNER, new OwnerEntry(ADDRESS, OwnerState.ACTIVE, 1));
        LeaseTable table = new LeaseTable(
                SERVICE, 5, RangeMap.of(new LeaseEntry(OWNER, 5, 5)), new TreeMap<>(owners));
        LeaderRecord resigned = new LeaderRecord(1, 99, 0, true, 0, false);
        on(new ManagerEvent.Restored(
                new CommittedState(resigned, new TreeMap<>(Map.of(SERVICE, table)))));
        on(new ManagerEvent.Committed(proposed.removeFirst()));
    }

    private void on(ManagerEvent event) {
        for (ManagerEffect effect : manager.on(event, NOW).effects()) {
            switch (effect) {
                case ManagerEffect.Propose propose -> proposed.add(propose.record());
                case ManagerEffect.Send send -> sent.add(send.message());
            }
        }
    }

    private void holds(long sequence, long seen, RangeMap<Long> held) {
        on(new ManagerEvent.Heard(new OwnerRequest(
                SERVICE, OWNER, ADDRESS, 2, sequence, seen, seen, held, List.of(), false)));
    }

    private List<TableChange> changes() {
        return proposed.stream()
                .filter(TableRecord.class::isInstance)
                .flatMap(record -> ((TableRecord) record).changes().stream())
                .toList();
    }

    @Test
    void whatIsHeldUnderAnOlderNumberIsNotReleased() {
        holds(1, 0, UNDER_OLD_NUMBERS);
        assertThat(changes()).isEmpty();
        assertThat(sent.getLast())
                .isInstanceOfSatisfying(
                        ManagerMessage.Leases.class,
                        list -> assertThat(list.leases().get(0).number()).isEqualTo(5));
    }

    @Test
    void whatIsHeldUnderNoNumberIsReleased() {
        holds(1, 0, RangeMap.of(0L));
        assertThat(changes())
                .containsExactly(
                        new TableChange.Freed(KeyRange.ALL, OWNER, 5, TableChange.Cause.RELEASED));
    }
}
