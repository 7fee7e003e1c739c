package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.ADDRESS;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.FREE;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.slices;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.centrifuge.KeyRange;
import io.centrifuge.LeaseTiming;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.lookup.LookupEffect;
import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.lookup.LookupMachine;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * "Restored stores". The backup was made in term 2 at LSN 5; what came after it, up to term 7 and
 * LSN 900, is lost. The manager's duration of a lease is 18 s, a heartbeat comes each 0.5 s.
 */
class RestoreRulesTest {
    private static final long MANAGER = LeaseTiming.STANDARD.managerNanos();
    private static final LeaderRecord LEADER = new LeaderRecord(2, 99, 3, false, MANAGER, false);
    private static final CommittedState BACKUP =
            stored(table(5, slices(held(A, 5), FREE), A), LEADER);
    private static final CommittedState RESTORED = BACKUP.restoredAs(1, 0);

    /** Of a time before the service's first owner. */
    private static final CommittedState RESTORED_WITHOUT_SERVICE =
            new CommittedState(LEADER, new TreeMap<>()).restoredAs(1, 0);

    private final DrivenOwner owner = new DrivenOwner(A);

    /** The manager and the owner go on without a fault, until then. */
    private void until(long millis, DrivenManager manager) {
        for (long time = 0; time <= millis; time += 500) {
            Talk.between(manager.wake(at(time)), at(time), owner);
        }
    }

    private static boolean anyHeld(DrivenManager manager) {
        return manager.table().entries().any(entry -> !entry.isFree());
    }

    /** Of what a lookup that saw all held by b, in the lost history, hears is lost. */
    private static List<KeyRange> lostBy(CommittedState state) {
        LookupMachine lookup = new LookupMachine(SERVICE, 1, 1);
        TableAnswer seen = new TableAnswer.Whole(
                SERVICE, 900, RangeMap.of(held(B, 900)), new TreeMap<>(Map.of(B, ADDRESS)));
        lookup.on(new LookupEvent.Heard(seen, at(0)), at(0));
        return lookup.on(new LookupEvent.Heard(answer(state), at(0)), at(0)).effects().stream()
                .filter(LookupEffect.Lost.class::isInstance)
                .flatMap(lost -> ((LookupEffect.Lost) lost).loss().ranges().asList().stream())
                .toList();
    }

    /** For a lookup of LSN 900. */
    private static TableAnswer answer(CommittedState state) {
        return DrivenManager.standby(1, state, at(0))
                .machine
                .view()
                .history(SERVICE)
                .answer(900);
    }

    @Test
    void aNewHistoryIsAboveTheStores() {
        assertThatIllegalArgumentException().isThrownBy(() -> BACKUP.restoredAs(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> RESTORED.restoredAs(1, 0));
    }

    @Test
    void termsAreAboveThoseOfTheLostHistory() {
        owner.wake(at(0)).hears(new ManagerMessage.Hello(SERVICE, A, 7), at(0));
        DrivenManager manager = DrivenManager.leading(RESTORED).hears(owner.newest(), at(1));
        assertThat(owner.hears(manager.sent.getLast(), at(2)).newest().term())
                .isEqualTo(manager.machine.view().state().leader().term());
    }

    @Test
    void numbersAreAboveThoseOfTheLostHistory() {
        assertThat(answer(RESTORED)).isInstanceOf(TableAnswer.Whole.class);
        assertThat(RESTORED.table(SERVICE).lsn()).isGreaterThan(900);
    }

    @Test
    void nobodyHoldsAnythingInARestoredStore() {
        assertThat(RESTORED.table(SERVICE).entries().any(entry -> !entry.isFree()))
                .isFalse();
    }

    @Test
    void everyRangesLossIsSignalled() {
        assertThat(lostBy(RESTORED)).containsExactly(KeyRange.ALL);
    }

    @Test
    void aServiceThatTheBackupLacksStartsInTheNewHistory() {
        assertThat(answer(RESTORED_WITHOUT_SERVICE)).isInstanceOf(TableAnswer.Whole.class);
        DrivenManager manager =
                DrivenManager.standby(1, RESTORED_WITHOUT_SERVICE, at(0)).commit(at(0));
        until(500, manager);
        assertThat(manager.table().owners()).containsOnlyKeys(A);
        assertThat(manager.table().lsn()).isGreaterThan(900);
    }

    @Test
    void theLossIsSignalledInAServiceThatTheBackupLacks() {
        assertThat(lostBy(RESTORED_WITHOUT_SERVICE)).containsExactly(KeyRange.ALL);
    }

    @Test
    void nothingIsGrantedBeforeTheLeasesOfTheLostHistoryHaveEnded() {
        DrivenManager manager = DrivenManager.standby(1, RESTORED, at(0)).commit(at(0));
        until(17_500, manager);
        assertThat(manager.table().owners()).containsOnlyKeys(A);
        assertThat(anyHeld(manager)).isFalse();
    }

    @Test
    void whatIsRestoredIsGrantedOnceTheWaitIsOver() {
        DrivenManager manager = DrivenManager.standby(1, RESTORED, at(0)).commit(at(0));
        until(18_000, manager);
        assertThat(owner.check(7, at(18_000)).number()).isGreaterThan(900);
    }

    /** Not only with the next heartbeat, which may be far. */
    @Test
    void theEndOfTheWaitIsRecordedAtOnce() {
        DrivenManager manager = DrivenManager.leading(RESTORED);
        long wakeAt = manager.machine.on(new ManagerEvent.Wake(), at(1)).wakeAt();
        assertThat(wakeAt).isEqualTo(at(18_000).monotonic());
        manager.wake(at(18_000)).commitAll(at(18_000));
        assertThat(manager.machine.view().state().leader().restored()).isFalse();
    }

    @Test
    void theWaitIsTheLongestDurationOfTheLostHistory() {
        CommittedState paper = BACKUP.restoredAs(1, LeaseTiming.PAPER.managerNanos());
        DrivenManager manager = DrivenManager.standby(1, paper, at(0)).commit(at(0));
        until(64_500, manager);
        assertThat(anyHeld(manager)).isFalse();
    }

    @Test
    void whoTakesOverDuringTheWaitWaitsAgain() {
        CommittedState led = RESTORED.apply(
                        new LeaderWrite.TakeOver(RESTORED.leader(), 98, MANAGER))
                .orElseThrow();
        DrivenManager manager = DrivenManager.standby(1, led, at(0));
        until(20_000, manager);
        assertThat(manager.leads()).isTrue();
        assertThat(anyHeld(manager)).isFalse();
    }

    @Test
    void whoTakesOverAfterAResignationDuringTheWaitWaitsAgain() {
        CommittedState led = RESTORED.apply(
                        new LeaderWrite.TakeOver(RESTORED.leader(), 98, MANAGER))
                .orElseThrow();
        CommittedState resigned =
                led.apply(new LeaderWrite.Resign(led.leader().term(), 98)).orElseThrow();
        DrivenManager manager = DrivenManager.standby(1, resigned, at(0));
        until(17_500, manager);
        assertThat(manager.leads()).isTrue();
        assertThat(anyHeld(manager)).isFalse();
    }
}
