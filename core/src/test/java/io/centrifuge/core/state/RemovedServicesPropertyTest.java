package io.centrifuge.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** G4 across services that come and go: each number is above all earlier ones. */
class RemovedServicesPropertyTest {
    private static final List<ServiceName> SERVICES =
            List.of(new ServiceName("a"), new ServiceName("b"), new ServiceName("c"));
    private static final OwnerRef OWNER = new OwnerRef(new OwnerId("o"), 1);

    @Property(tries = 200)
    void numbersOnlyGrow(@ForAll long seed) {
        new World(new SplittableRandom(seed)).run();
    }

    private static final class World {
        private final Map<ServiceName, Long> granted = new TreeMap<>();
        private final Map<ServiceName, Long> lsns = new TreeMap<>();
        private CommittedState state = CommittedState.EMPTY
                .apply(new LeaderWrite.TakeOver(LeaderRecord.NONE, 1, 1))
                .orElseThrow();
        private final SplittableRandom random;

        World(SplittableRandom random) {
            this.random = random;
        }

        void run() {
            long removed = 0;
            for (int step = 0; step < 200; step++) {
                LeaseTable table = state.table(SERVICES.get(random.nextInt(SERVICES.size())));
                TableChange change = change(table, random.nextInt(4) == 0);
                Optional<CommittedState> after = state.apply(
                        new TableRecord(1, table.service(), table.lsn(), List.of(change)));
                state = after.orElseThrow();
                assertThat(state.table(table.service()).lsn()).isGreaterThan(table.lsn());
                if (change instanceof TableChange.Removed) {
                    removed = Math.max(removed, table.lsn() + 1);
                    assertThat(state.tables()).doesNotContainKey(table.service());
                }
                assertThat(state.floor()).isEqualTo(removed);
                for (ServiceName service : SERVICES) {
                    check(state.table(service));
                }
            }
        }

        private void check(LeaseTable table) {
            long before = lsns.merge(table.service(), table.lsn(), Math::max);
            assertThat(table.lsn()).isEqualTo(before);
            LeaseEntry entry = table.entries().pieces().getFirst().value();
            if (entry.holder() != null && entry.number() == table.lsn()) {
                long highest = granted.getOrDefault(table.service(), 0L);
                assertThat(entry.number()).isGreaterThanOrEqualTo(highest);
                granted.put(table.service(), entry.number());
            }
        }
    }

    /** Of one owner that joins, has it all, lets it go and leaves; or the service is removed. */
    private static TableChange change(LeaseTable table, boolean removes) {
        Piece<LeaseEntry> first = table.entries().pieces().getFirst();
        if (!table.owners().containsKey(OWNER)) {
            return removes
                    ? new TableChange.Removed()
                    : new TableChange.Joined(OWNER, new OwnerAddress("o:80"));
        }
        if (first.value().holder() != null) {
            return new TableChange.Freed(
                    KeyRange.ALL, OWNER, first.value().number(), TableChange.Cause.RELEASED);
        }
        return removes ? new TableChange.Left(OWNER) : new TableChange.Granted(KeyRange.ALL, OWNER);
    }
}
