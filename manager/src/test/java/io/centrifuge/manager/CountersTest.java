package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.StoreRecord;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import io.centrifuge.manager.Counters.Answer;
import io.centrifuge.manager.Counters.Change;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CountersTest {
    private static final ServiceName CHAT = new ServiceName("chat");
    private static final OwnerRef ALICE = new OwnerRef(new OwnerId("alice"), 1);
    private static final OwnerRef BOB = new OwnerRef(new OwnerId("bob"), 2);
    private static final long OURS = 7;
    private static final long OTHERS = 8;

    private final Counters counters = new Counters(OURS);
    private CommittedState state = CommittedState.EMPTY;

    private void commit(StoreRecord record) {
        state = state.apply(record).orElse(state);
        counters.applied(record, state);
    }

    private void takeOver(long process) {
        commit(new LeaderWrite.TakeOver(state.leader(), process, 1));
    }

    private void change(TableChange... changes) {
        commit(new TableRecord(
                state.leader().term(), CHAT, state.table(CHAT).lsn(), List.of(changes)));
    }

    private void leaseAllInTurn() {
        change(
                new TableChange.Joined(ALICE, new OwnerAddress("a:1")),
                new TableChange.Joined(BOB, new OwnerAddress("b:1")));
        change(new TableChange.Granted(KeyRange.ALL, ALICE));
        change(new TableChange.Transferred(KeyRange.ALL, ALICE, 2, BOB));
        change(new TableChange.Freed(KeyRange.ALL, BOB, 3, TableChange.Cause.EXPIRED));
        change(new TableChange.Granted(KeyRange.ALL, ALICE));
        change(new TableChange.Merged(KeyRange.ALL, ALICE), new TableChange.Drained(ALICE));
        change(new TableChange.Undrained(ALICE));
        change(new TableChange.Freed(KeyRange.ALL, ALICE, 6, TableChange.Cause.RELEASED));
        change(new TableChange.Left(ALICE));
        change(new TableChange.Evicted(BOB));
        change(new TableChange.Left(BOB));
        change(new TableChange.Removed());
    }

    @Test
    void theLongestStepStays() {
        counters.stepTook(5);
        counters.stepTook(9);
        counters.stepTook(7);

        assertThat(counters.longestStepNanos()).isEqualTo(9);
    }

    @Test
    void eachKindOfChangeCounts() {
        takeOver(OURS);

        leaseAllInTurn();

        assertThat(counters.changes(CHAT, Change.JOINED)).isEqualTo(2);
        assertThat(counters.changes(CHAT, Change.GRANTED)).isEqualTo(2);
        assertThat(counters.changes(CHAT, Change.LEFT)).isEqualTo(2);
        for (Change once : List.of(
                Change.TRANSFERRED,
                Change.EXPIRED,
                Change.MERGED,
                Change.DRAINED,
                Change.UNDRAINED,
                Change.RELEASED,
                Change.EVICTED,
                Change.REMOVED)) {
            assertThat(counters.changes(CHAT, once)).as("%s", once).isOne();
        }
        assertThat(counters.leasesExpired()).isOne();
        assertThat(counters.changes(new ServiceName("other"), Change.GRANTED)).isZero();
    }

    @Test
    void whatAnotherProcessCommittedIsItsOwnToCount() {
        takeOver(OTHERS);
        leaseAllInTurn();
        takeOver(OURS);
        takeOver(OTHERS);
        takeOver(OURS);
        commit(new LeaderWrite.Heartbeat(4, OURS, 1, 1, false));

        assertThat(counters.takeovers()).isEqualTo(2);
        assertThat(counters.leasesExpired()).isZero();
        assertThat(counters.changes(CHAT, Change.GRANTED)).isZero();
    }

    @Test
    void anEmptyListOfChangesIsCountedApart() {
        TreeMap<OwnerRef, OwnerAddress> none = new TreeMap<>();
        RangeMap<LeaseEntry> entries = RangeMap.of(LeaseEntry.NEVER_LEASED);
        List.of(
                        new TableAnswer.Whole(CHAT, 1, entries, none),
                        new TableAnswer.Changes(CHAT, 1, 2, entries.pieces(), none),
                        new TableAnswer.Changes(CHAT, 1, 1, List.of(), none),
                        new TableAnswer.Behind(CHAT, 1))
                .forEach(answer -> counters.answered(Answer.of(answer)));

        assertThat(Answer.values())
                .allSatisfy(kind -> assertThat(counters.answers(kind)).isOne());
    }

    @Test
    void theStateBeforeAnyTakeoverIsNobodys() {
        assertThat(LeaderRecord.NONE.process()).isZero();
        change(new TableChange.Joined(ALICE, new OwnerAddress("a:1")));
        assertThat(counters.changes(CHAT, Change.JOINED)).isZero();
    }
}
