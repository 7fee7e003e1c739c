package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.ADDRESS;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.request;
import static io.centrifuge.core.rules.Given.slices;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.centrifuge.KeyRange;
import io.centrifuge.core.InvariantViolation;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "Records first". */
class RecordRulesTest {
    private static final RangeMap<Long> ALL_5 = RangeMap.of(5L);
    private static final RangeMap<Long> NOTHING = RangeMap.of(0L);

    /** Leads in term 2; a holds all under number 5. */
    private static DrivenManager leadingOverA() {
        return DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A)));
    }

    private static void namesNothing(DrivenManager manager) {
        assertThat(manager.lists(A)).isNotEmpty();
        assertThat(manager.lists(A)).allMatch(list -> !list.leases().any(Lease::isHeld));
    }

    @Test
    void noMessageRestsOnARecordThatIsNotCommitted() {
        DrivenManager manager = DrivenManager.leading(CommittedState.EMPTY);
        manager.hears(request(A, 1, 1, 0, NOTHING), at(1)).wake(at(2)).wake(at(3));
        assertThat(manager.lists(A)).allMatch(list -> !list.leases().any(Lease::isHeld));
        manager.commitAll(at(4));
        assertThat(manager.list(A).leases().any(Lease::isHeld)).isTrue();
    }

    @Test
    void aRangeProposedToBeTakenIsNotRenewed() {
        DrivenManager manager = leadingOverA();
        manager.hears(request(A, 2, 1, 0, NOTHING), at(1));
        assertThat(manager.changes(TableChange.Freed.class)).hasSize(1);
        long seen = manager.list(A).sequence();
        manager.sent.clear();
        manager.hears(request(A, 2, 2, seen, ALL_5), at(2));
        namesNothing(manager);
    }

    @Test
    void expiredOnceStaysExpired() {
        DrivenManager manager = leadingOverA();
        manager.wake(at(18_000));
        assertThat(manager.changes(TableChange.Freed.class)).hasSize(1);
        manager.sent.clear();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(18_001));
        namesNothing(manager);
    }

    @Test
    void everyEventFirstEndsWhatIsOver() {
        DrivenManager manager = leadingOverA();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(18_000));
        namesNothing(manager);
        assertThat(manager.changes(TableChange.Freed.class)).hasSize(1);
    }

    @Test
    void mergingRangesAreNotRenewedUnderTheirOldNumbers() {
        RangeMap<Long> numbers = slices(1L, 2L, 3L, 4L, 5L);
        DrivenManager manager =
                DrivenManager.leading(stored(table(5, numbers.map(n -> held(A, n)), A)));
        manager.hears(request(A, 2, 1, 0, numbers), at(1));
        assertThat(manager.changes(TableChange.Merged.class)).hasSize(1);
        long seen = manager.list(A).sequence();
        manager.sent.clear();
        manager.hears(request(A, 2, 2, seen, numbers), at(2));
        namesNothing(manager);
    }

    @Test
    void nothingElseIsProposedWhileARecordsFateIsUnknown() {
        DrivenManager manager = DrivenManager.leading(CommittedState.EMPTY);
        manager.hears(request(A, 1, 1, 0, NOTHING), at(1));
        manager.hears(request(B, 1, 1, 0, NOTHING), at(2)).wake(at(3));
        assertThat(manager.proposed).hasSize(1);
    }

    @Test
    void whatIsLostIsProposedAgainUnchanged() {
        DrivenManager manager = DrivenManager.leading(CommittedState.EMPTY);
        manager.hears(request(A, 1, 1, 0, NOTHING), at(1));
        manager.hears(request(B, 1, 1, 0, NOTHING), at(2));
        assertThat(manager.wake(at(600_001)).proposed.stream()
                        .filter(TableRecord.class::isInstance))
                .hasSize(2)
                .allMatch(manager.proposed.getFirst()::equals);
    }

    @Test
    void aRecordAppliesOnceAndOnlyToTheTableThatItFollows() {
        CommittedState before = stored(table(5, RangeMap.of(held(A, 5)), A));
        TableRecord record = record(1, 5, new TableChange.Joined(B, ADDRESS));
        CommittedState after = before.apply(record).orElseThrow();
        assertThat(after.table(SERVICE).lsn()).isEqualTo(6);
        assertThat(after.apply(record)).isEmpty();
    }

    @Test
    void aWriteOfALowerTermIsRefused() {
        LeaderRecord newer = new LeaderRecord(3, 7, 0, false, 0, false);
        CommittedState state = stored(table(5, RangeMap.of(held(A, 5)), A), newer);
        assertThat(state.apply(record(2, 5, new TableChange.Joined(B, ADDRESS))))
                .isEmpty();
    }

    @Test
    void aLeaseNumberThatDoesNotGrowHalts() {
        LeaseEntry ahead = new LeaseEntry(null, 9, 9);
        halts(stored(table(5, RangeMap.of(ahead), A)), new TableChange.Granted(KeyRange.ALL, A));
    }

    @Test
    void aHeldRangeIsNeverGranted() {
        CommittedState state = stored(table(5, RangeMap.of(held(A, 5)), A, B));
        halts(state, new TableChange.Granted(KeyRange.ALL, B));
    }

    @Test
    void aRangeIsTakenOnlyFromTheNumberThatItHas() {
        CommittedState state = stored(table(6, RangeMap.of(held(A, 5)), A));
        TableChange.Cause cause = TableChange.Cause.RELEASED;
        halts(state, new TableChange.Freed(KeyRange.ALL, A, 4, cause));
    }

    @Test
    void aLeaderWithARecordInDoubtStepsDown() {
        DrivenManager manager =
                DrivenManager.standby(1, CommittedState.EMPTY, at(0)).commit(at(0));
        manager.hears(request(A, 1, 1, 0, NOTHING), at(100));
        TableRecord doubtful = (TableRecord) manager.proposed.removeFirst();
        for (long time = 500; time < 2_100; time += 500) {
            manager.wake(at(time));
            manager.proposed.removeIf(doubtful::equals);
            manager.commitAll(at(time));
        }
        assertThat(manager.leads()).isTrue();
        manager.wake(at(2_100)).sees(doubtful, at(2_101));
        assertThat(manager.leads()).isFalse();
    }

    private static TableRecord record(long term, long follows, TableChange... changes) {
        return new TableRecord(term, SERVICE, follows, List.of(changes));
    }

    private static void halts(CommittedState state, TableChange change) {
        long lsn = state.table(SERVICE).lsn();
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> state.apply(record(1, lsn, change)));
    }
}
