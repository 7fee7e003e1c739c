package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.ADDRESS;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.KeyRanges;
import io.centrifuge.LeaseTiming;
import io.centrifuge.Loss;
import io.centrifuge.LossCause;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.lookup.LookupEffect;
import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.lookup.LookupMachine;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Table sync, loss at a lookup, and continuity at an owner. */
class LossRulesTest {
    private final LookupMachine lookup = new LookupMachine(SERVICE, 1, 1);

    private List<KeyRange> lostBy(TableAnswer answer) {
        return effectsOf(answer).stream()
                .filter(LookupEffect.Lost.class::isInstance)
                .flatMap(lost -> ((LookupEffect.Lost) lost).loss().ranges().asList().stream())
                .toList();
    }

    private List<LookupEffect> effectsOf(TableAnswer answer) {
        return lookup.on(new LookupEvent.Heard(answer, at(0)), at(0)).effects();
    }

    private static TableAnswer whole(long lsn, LeaseEntry entry) {
        return new TableAnswer.Whole(
                SERVICE, lsn, RangeMap.of(entry), new TreeMap<>(Map.of(A, ADDRESS, B, ADDRESS)));
    }

    private static TableAnswer changes(long since, long lsn, LeaseEntry entry) {
        return new TableAnswer.Changes(
                SERVICE,
                since,
                lsn,
                List.of(new Piece<>(KeyRange.ALL, entry)),
                new TreeMap<>(Map.of(A, ADDRESS, B, ADDRESS)));
    }

    @Test
    void stateThatIsGoneIsALoss() {
        assertThat(lostBy(whole(3, held(A, 3)))).isEmpty();
        assertThat(lostBy(changes(3, 5, new LeaseEntry(null, 3, 5)))).hasSize(1);
    }

    /** It missed a release, an expiry and two grants. */
    @Test
    void whoWasAwayIsToldTheNewestCause() {
        LeaseTable table = table(5, RangeMap.of(held(A, 5)), A, B);
        CommittedState state = stored(table);
        effectsOf(whole(5, held(A, 5)));
        for (TableChange change : List.of(
                new TableChange.Freed(KeyRange.ALL, A, 5, TableChange.Cause.RELEASED),
                new TableChange.Granted(KeyRange.ALL, B),
                new TableChange.Freed(KeyRange.ALL, B, 7, TableChange.Cause.EXPIRED),
                new TableChange.Granted(KeyRange.ALL, A))) {
            long lsn = state.table(SERVICE).lsn();
            state = state.apply(
                            new TableRecord(state.leader().term(), SERVICE, lsn, List.of(change)))
                    .orElseThrow();
        }
        LeaseEntry newest = state.table(SERVICE).entries().get(0);
        assertThat(effectsOf(whole(9, newest)))
                .contains(new LookupEffect.Lost(Loss.of(Map.of(LossCause.EXPIRED, KeyRanges.ALL))));
    }

    @Test
    void stateThatCameAlongIsNoLoss() {
        effectsOf(whole(3, held(A, 3)));
        assertThat(lostBy(changes(3, 7, new LeaseEntry(B, 7, 3)))).isEmpty();
    }

    @Test
    void lossSurvivesAMissedStretchOfTheLog() {
        effectsOf(whole(3, held(A, 3)));
        assertThat(lostBy(whole(90, new LeaseEntry(B, 80, 50)))).containsExactly(KeyRange.ALL);
    }

    @Test
    void whereNobodyHeldNothingIsLost() {
        effectsOf(whole(3, new LeaseEntry(null, 2, 3)));
        assertThat(lostBy(whole(9, held(B, 9)))).isEmpty();
    }

    @Test
    void aLossIsToldAfterTheTableThatItTellsOf() {
        effectsOf(whole(3, held(A, 3)));
        assertThat(effectsOf(whole(9, held(B, 9))).stream().limit(2))
                .hasExactlyElementsOfTypes(LookupEffect.Publish.class, LookupEffect.Lost.class);
    }

    @Test
    void aLookupsTableNeverGoesBack() {
        effectsOf(whole(9, held(B, 9)));
        effectsOf(whole(3, held(A, 3)));
        assertThat(lookup.snapshot().lsn()).isEqualTo(9);
    }

    @Test
    void changesThatLeaveAGapAreNotApplied() {
        effectsOf(whole(3, held(A, 3)));
        effectsOf(changes(5, 6, held(B, 6)));
        assertThat(lookup.snapshot().lsn()).isEqualTo(3);
    }

    @Test
    void aTableIsAsOldAsTheQuestionThatItAnswers() {
        lookup.on(new LookupEvent.Wake(), at(0));
        lookup.on(new LookupEvent.Heard(whole(3, held(A, 3)), at(1_000)), at(5_000));
        assertThat(lookup.confirmation().ageNanos(at(5_000))).isEqualTo(4_000_000_000L);
    }

    @Test
    void whoHearsNoManagerSaysThatItsTableIsStale() {
        lookup.on(new LookupEvent.Wake(), at(0));
        effectsOf(whole(3, held(A, 3)));
        assertThat(lookup.on(new LookupEvent.Wake(), at(37_999)).effects())
                .noneMatch(LookupEffect.Stale.class::isInstance);
        assertThat(lookup.on(new LookupEvent.Wake(), at(38_000)).effects())
                .anyMatch(LookupEffect.Stale.class::isInstance);
    }

    @Test
    void aManagerNeverAnswersFromATableOlderThanTheLookups() {
        DrivenManager manager =
                DrivenManager.standby(1, stored(table(5, RangeMap.of(held(A, 5)), A)), at(0));
        assertThat(manager.machine.view().answer(SERVICE, 6, at(0).monotonic()))
                .isEqualTo(new TableAnswer.Behind(SERVICE, 5));
    }

    @Test
    void aManagerThatHasSeenNoHeartbeatForTenSecondsSaysSo() {
        LeaderRecord leader = new LeaderRecord(1, 99, 0, false, 0, false);
        DrivenManager standby = DrivenManager.standby(
                1, stored(table(5, RangeMap.of(held(A, 5)), A), leader), at(0));
        standby.sees(new LeaderWrite.Heartbeat(1, 99, 1, 0, false), at(2_000)).wake(at(11_000));
        assertThat(standby.machine.view().answer(SERVICE, 0, at(11_999).monotonic()))
                .isInstanceOf(TableAnswer.Whole.class);
        assertThat(standby.machine.view().answer(SERVICE, 0, at(12_000).monotonic()))
                .isEqualTo(new TableAnswer.Behind(SERVICE, 5));
    }

    @Test
    void aManagerThatHasNotReadItsStoreSaysSo() {
        DrivenManager manager =
                new DrivenManager(1, LeaseTiming.STANDARD, DrivenManager.PATIENT, 1).wake(at(0));
        assertThat(manager.machine.view().answer(SERVICE, 0, at(0).monotonic()))
                .isInstanceOf(TableAnswer.Behind.class);
        manager.on(new ManagerEvent.Restored(Given.named(CommittedState.EMPTY)), at(0));
        assertThat(manager.machine.view().answer(SERVICE, 0, at(0).monotonic()))
                .isInstanceOf(TableAnswer.Changes.class);
    }

    @Test
    void whoIsOlderThanTheKeptChangesGetsTheWholeTable() {
        DrivenManager manager =
                DrivenManager.standby(1, stored(table(5, RangeMap.of(held(A, 5)), A)), at(0));
        TableChange.Cause cause = TableChange.Cause.EXPIRED;
        manager.sees(
                new TableRecord(
                        1,
                        SERVICE,
                        5,
                        List.of(new TableChange.Freed(new KeyRange(0, 1L << 62), A, 5, cause))),
                at(1));
        manager.sees(
                new TableRecord(1, SERVICE, 6, List.of(new TableChange.Joined(B, ADDRESS))),
                at(300_002));
        assertThat(manager.machine.view().history(SERVICE).answer(5))
                .isInstanceOf(TableAnswer.Whole.class);
        assertThat(manager.machine.view().history(SERVICE).answer(6))
                .isInstanceOf(TableAnswer.Changes.class);
    }

    @Test
    void continuousMeansSinceTheOldestNumberWhoseStateCameAlong() {
        DrivenOwner owner = DrivenOwner.inSession();
        owner.hearsList(RangeMap.of(new Lease(9, 4)), at(1));
        assertThat(owner.isHeldSince(7, 4, at(2))).isTrue();
        assertThat(owner.isHeldSince(7, 3, at(2))).isFalse();
    }

    @Test
    void aNumberThatIsNotYetGrantedIsNotContinuous() {
        DrivenOwner owner = DrivenOwner.inSession();
        owner.hearsList(RangeMap.of(new Lease(9, 4)), at(1));
        assertThat(owner.isHeldSince(7, 9, at(2))).isTrue();
        assertThat(owner.isHeldSince(7, 10, at(2))).isFalse();
    }

    @Test
    void continuityEndsWithTheDuration() {
        DrivenOwner owner = DrivenOwner.holding(9);
        assertThat(owner.isHeldSince(7, 9, at(14_999))).isTrue();
        assertThat(owner.isHeldSince(7, 9, at(15_000))).isFalse();
    }
}
