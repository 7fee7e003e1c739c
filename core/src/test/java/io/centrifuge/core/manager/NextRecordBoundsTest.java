package io.centrifuge.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ClockReading;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The table's size under names that never come back, whose points cut the key space at ever new
 * places. Owners give up at once what is planned for others.
 */
class NextRecordBoundsTest {
    private static final ServiceName SERVICE = new ServiceName("presence");
    private static final OwnerAddress ADDRESS = new OwnerAddress("a:80");
    private static final int NODES = 8;

    private final SortedMap<OwnerRef, ManagerSession> sessions = new TreeMap<>();
    private CommittedState state = CommittedState.EMPTY
            .apply(new LeaderWrite.TakeOver(LeaderRecord.NONE, 1, 18))
            .orElseThrow();
    private boolean transfers;
    private int merges;

    private LeaseTable table() {
        return state.table(SERVICE);
    }

    private OwnerRef start(String name) {
        OwnerRef owner = new OwnerRef(new OwnerId(name), 1);
        ManagerSession session = new ManagerSession(owner, RangeMap.of(Lease.NONE), 0, 0);
        session.handle(request(owner, false), new ClockReading(0, 0), 18);
        sessions.put(owner, session);
        return owner;
    }

    private void stop(OwnerRef owner) {
        sessions.get(owner).handle(request(owner, true), new ClockReading(0, 0), 18);
    }

    private static OwnerRequest request(OwnerRef owner, boolean leaving) {
        return new OwnerRequest(
                SERVICE, owner, ADDRESS, 1, 1, 0, 0, RangeMap.of(0L), List.of(), leaving);
    }

    /** Record after record, until all is as it should be. */
    private void settle() {
        for (int records = 0; records < 20; records++) {
            List<TableChange> changes = next().changes(new Orders(table()), true);
            if (changes.isEmpty()) {
                sessions.values().removeIf(session -> !session.isLive());
                return;
            }
            merges += (int) changes.stream()
                    .filter(TableChange.Merged.class::isInstance)
                    .count();
            state = state.apply(new TableRecord(1, SERVICE, table().lsn(), changes))
                    .orElseThrow();
        }
        throw new AssertionError("does not settle: " + table());
    }

    private NextRecord next() {
        Placement placement = new Placement(table(), NODES, JoinWait.NONE);
        Roster roster = new Roster();
        Agenda agenda = new Agenda();
        Takings takings = new Takings(agenda);
        sessions.values().forEach(roster::add);
        sessions.keySet().forEach(agenda::holdingsChanged);
        agenda.planChanged(placement.plannedOwners());
        RangeMap<Withheld> withheld = table().entries().zip(placement.targets(), this::withheld);
        for (OwnerRef holder : table().held().keySet()) {
            takings.put(
                    holder,
                    table().heldBy(holder)
                            .zip(withheld, (lease, why) -> lease.isHeld() ? why : Takings.NAMED));
        }
        return new NextRecord(table(), takings, placement, roster, agenda);
    }

    private Withheld withheld(LeaseEntry entry, Optional<OwnerRef> target) {
        OwnerRef holder = entry.holder();
        if (holder == null) {
            return Takings.NAMED;
        }
        if (sessions.get(holder).isLeaving()) {
            return new Withheld.Released(entry.number());
        }
        OwnerRef successor = target.filter(ref -> !ref.equals(holder))
                .filter(ref -> sessions.get(ref).isLive())
                .orElse(null);
        if (successor == null) {
            return Takings.NAMED;
        }
        return transfers
                ? new Withheld.Transferred(entry.number(), successor)
                : new Withheld.Released(entry.number());
    }

    private void assertSettled(int owners) {
        Placement placement = new Placement(table(), NODES, JoinWait.NONE);
        RangeMap<Boolean> right = table().entries()
                .zip(
                        placement.targets(),
                        (entry, target) -> target.equals(Optional.ofNullable(entry.holder())));
        assertThat(right).isEqualTo(RangeMap.of(true));
        assertThat(table().owners()).hasSize(owners);
        assertThat(placement.mostPieces()).isLessThanOrEqualTo(4 * (owners * NODES + 1));
        assertThat(table().entries().size()).isLessThanOrEqualTo(placement.mostPieces());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void piecesStayBoundedUnderEverNewNames(boolean stateOutlivesLease) {
        transfers = stateOutlivesLease;
        SplittableRandom random = new SplittableRandom(7);
        start("a stayer");
        start("owner-0");
        settle();
        for (int i = 1; i < 300; i++) {
            start("owner-" + i);
            settle();
            assertSettled(3);
            // The first stays for ever, so that its ranges are cut again and again.
            List<OwnerRef> here = List.copyOf(sessions.keySet());
            stop(here.get(random.nextInt(1, here.size())));
            settle();
            assertSettled(2);
        }
        assertThat(merges).isPositive();
    }

    /** With nobody there the pieces are kept, for they tell of loss, and then granted as one. */
    @Test
    void nobodyThereAndThenOne() {
        for (int i = 0; i < 5; i++) {
            start("owner-" + i);
        }
        settle();
        List.copyOf(sessions.keySet()).forEach(owner -> {
            stop(owner);
            settle();
        });
        assertThat(table().owners()).isEmpty();
        assertThat(table().entries().any(entry -> !entry.isFree())).isFalse();
        start("again");
        settle();
        assertSettled(1);
        assertThat(table().entries().size()).isEqualTo(1);
    }
}
