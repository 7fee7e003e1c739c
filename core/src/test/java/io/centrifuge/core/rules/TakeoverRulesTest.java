package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.request;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.TableChange;
import org.junit.jupiter.api.Test;

/**
 * "Taking over". A leader's lease is 2 s, its heartbeat 0.5 s, a standby waits 2.4 s; the manager's
 * duration of a lease is 18 s.
 */
class TakeoverRulesTest {
    private static final long PAPERS = LeaseTiming.PAPER.managerNanos();
    private static final RangeMap<Long> ALL_5 = RangeMap.of(5L);
    private static final LeaseTable TABLE = table(5, RangeMap.of(held(A, 5)), A);

    /** Another process leads in term 1. */
    private static final CommittedState LED =
            stored(TABLE, new LeaderRecord(1, 99, 0, false, 0, false));

    private static DrivenManager standby() {
        return DrivenManager.standby(1, LED, at(0));
    }

    /** Leads in term 2 since time 0. */
    private static DrivenManager leader() {
        return DrivenManager.standby(1, stored(TABLE), at(0)).commit(at(0));
    }

    private static void answersNot(DrivenManager manager, long time) {
        manager.sent.clear();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(time));
        assertThat(manager.sent).hasSize(1).hasOnlyElementsOfType(ManagerMessage.NotLeading.class);
    }

    @Test
    void aStandbyWaitsTheLeadersLeaseStretchedByTheRateBound() {
        DrivenManager standby = standby();
        assertThat(standby.wake(at(2_399)).proposed).isEmpty();
        assertThat(standby.wake(at(2_400)).proposed)
                .hasSize(1)
                .hasOnlyElementsOfType(LeaderWrite.TakeOver.class);
    }

    @Test
    void casNamesTermAndHeartbeat() {
        LeaderWrite.TakeOver takeover = new LeaderWrite.TakeOver(LED.leader(), 1, 0);
        assertThat(LED.apply(takeover).orElseThrow().leader().term()).isEqualTo(2);
        CommittedState beaten =
                LED.apply(new LeaderWrite.Heartbeat(1, 99, 1, 0, false)).orElseThrow();
        assertThat(beaten.apply(takeover)).isEmpty();
    }

    @Test
    void ageCountsFromTheAnswerThatFirstShowedTheRecord() {
        DrivenManager standby = standby();
        standby.sees(new LeaderWrite.Heartbeat(1, 99, 1, 0, false), at(2_000));
        assertThat(standby.wake(at(4_399)).proposed).isEmpty();
        assertThat(standby.wake(at(4_400)).proposed).hasSize(1);
    }

    @Test
    void aLeaderLeadsOnlyWhenItsTakeoverCameBackFromTheLog() {
        DrivenManager manager = DrivenManager.standby(1, stored(TABLE), at(0));
        assertThat(manager.proposed).hasSize(1);
        answersNot(manager, 1);
        manager.commit(at(2)).hears(request(A, 2, 1, 0, ALL_5), at(3));
        assertThat(manager.list(A).leases().get(7).number()).isEqualTo(5);
    }

    @Test
    void theLeadershipCountsFromBeforeTheTakeoverWasProposed() {
        DrivenManager manager = DrivenManager.standby(1, stored(TABLE), at(0));
        manager.commit(at(1_900));
        assertThat(manager.wake(at(1_999)).leads()).isTrue();
        answersNot(manager, 2_000);
    }

    @Test
    void theLeadershipCountsFromBeforeTheHeartbeatWasProposed() {
        DrivenManager manager = leader().wake(at(500));
        manager.commit(at(1_900));
        assertThat(manager.wake(at(2_499)).leads()).isTrue();
        answersNot(manager, 2_500);
    }

    @Test
    void aLeaderAnswersOnlyWhileItsLeadershipStands() {
        answersNot(leader().wake(at(500)), 2_000);
    }

    @Test
    void aLeaderWhoseTimeIsUpPushesNothing() {
        DrivenManager manager = leader();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(100));
        manager.hears(request(B, 2, 1, 0, RangeMap.of(0L)), at(400));
        manager.sent.clear();
        manager.commit(at(2_100));
        assertThat(manager.table().owners()).containsKey(B);
        assertThat(manager.sent).isEmpty();
    }

    @Test
    void aLeaderInDoubtStepsDown() {
        DrivenManager manager = leader().wake(at(500));
        LeaderWrite heartbeat = (LeaderWrite) manager.proposed.removeFirst();
        manager.wake(at(2_500)).sees(heartbeat, at(2_501));
        assertThat(manager.leads()).isFalse();
        assertThat(manager.commitAll(at(2_502)).leads()).isTrue();
        assertThat(manager.machine.view().state().leader().term()).as("another").isEqualTo(3);
    }

    @Test
    void aLeaderThatSteppedDownResigns() {
        DrivenManager manager = leader().wake(at(500)).wake(at(2_500));
        assertThat(manager.proposed.getLast()).isEqualTo(new LeaderWrite.Resign(2, 1));
        manager.commit(at(2_501)).sees(new LeaderWrite.Resign(2, 1), at(2_502));
        assertThat(manager.proposed.getLast()).isInstanceOf(LeaderWrite.TakeOver.class);
    }

    @Test
    void aNewLeaderTreatsEveryRecordedLeaseAsRenewedWhenItLearnedOfItsTerm() {
        DrivenManager manager =
                new DrivenManager(1, LeaseTiming.STANDARD, DrivenManager.PATIENT, 1);
        manager.on(new ManagerEvent.Restored(stored(TABLE)), at(0)).commit(at(1_000));
        assertThat(manager.wake(at(18_999)).changes()).isEmpty();
        assertThat(manager.wake(at(19_000)).changes(TableChange.Freed.class)).hasSize(1);
    }

    @Test
    void aNewLeaderFreesSoonerOnlyOnTheWordOfThatIncarnation() {
        DrivenManager manager = DrivenManager.leading(stored(TABLE));
        manager.hears(request(Given.ref("a", 2), 2, 1, 0, RangeMap.of(0L)), at(1));
        assertThat(manager.commitAll(at(2)).changes()).isEmpty();
        assertThat(manager.table().entries().get(7)).isEqualTo(held(A, 5));
        manager.hears(request(A, 2, 1, 0, RangeMap.of(0L)), at(3));
        assertThat(manager.changes(TableChange.Freed.class)).hasSize(1);
    }

    @Test
    void aRenewalNeverShortensTheWait() {
        LeaderRecord last = new LeaderRecord(1, 99, 0, true, PAPERS, false);
        DrivenManager manager = DrivenManager.leading(stored(TABLE, last));
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1_000));
        assertThat(manager.wake(at(64_999)).changes()).isEmpty();
        assertThat(manager.wake(at(65_000)).changes(TableChange.Freed.class)).hasSize(1);
    }

    @Test
    void shorterDurationsWaitForTheLongerOnesOfTheLastLeader() {
        LeaderRecord last = new LeaderRecord(1, 99, 0, true, PAPERS, false);
        DrivenManager manager = DrivenManager.leading(stored(TABLE, last));
        assertThat(manager.wake(at(64_999)).changes()).isEmpty();
        assertThat(manager.wake(at(65_000)).changes(TableChange.Freed.class)).hasSize(1);
    }

    @Test
    void longerDurationsStayRecordedUntilTheyHaveRunOut() {
        LeaderRecord last = new LeaderRecord(1, 99, 0, true, PAPERS, false);
        DrivenManager manager =
                DrivenManager.standby(1, stored(TABLE, last), at(0)).commit(at(0));
        manager.wake(at(500)).commit(at(501));
        assertThat(manager.machine.view().state().leader().longestLeaseNanos()).isEqualTo(PAPERS);
    }

    @Test
    void aTakeoverKeepsTheLongestDurationOnRecord() {
        LeaderRecord last = new LeaderRecord(1, 99, 0, true, PAPERS, false);
        CommittedState taken = stored(TABLE, last)
                .apply(new LeaderWrite.TakeOver(last, 1, PAPERS / 2))
                .orElseThrow();
        assertThat(taken.leader().longestLeaseNanos()).isEqualTo(PAPERS);
    }

    @Test
    void resignationFirstStopsAnswering() {
        DrivenManager manager = leader().on(new ManagerEvent.ShutDown(), at(100));
        assertThat(manager.proposed).containsExactly(new LeaderWrite.Resign(2, 1));
        answersNot(manager, 101);
        answersNot(manager.commitAll(at(102)), 103);
    }

    @Test
    void theTakeoverAfterAResignationIsImmediate() {
        DrivenManager standby = standby().sees(new LeaderWrite.Resign(1, 99), at(100));
        assertThat(standby.proposed).hasSize(1).hasOnlyElementsOfType(LeaderWrite.TakeOver.class);
    }

    @Test
    void aHeartbeatAfterTheResignationIsRefused() {
        CommittedState resigned = LED.apply(new LeaderWrite.Resign(1, 99)).orElseThrow();
        assertThat(resigned.apply(new LeaderWrite.Heartbeat(1, 99, 1, 0, false)))
                .isEmpty();
    }

    @Test
    void aHeartbeatCountsOnce() {
        LeaderWrite heartbeat = new LeaderWrite.Heartbeat(1, 99, 1, 0, false);
        CommittedState beaten = LED.apply(heartbeat).orElseThrow();
        CommittedState again =
                beaten.apply(new LeaderWrite.Heartbeat(1, 99, 2, 0, false)).orElseThrow();
        assertThat(again.apply(heartbeat)).isEmpty();
    }

    @Test
    void aTermBelongsToOneStartOfOneProcess() {
        assertThat(LED.apply(new LeaderWrite.Heartbeat(1, 98, 1, 0, false))).isEmpty();
        assertThat(LED.apply(new LeaderWrite.Resign(1, 98))).isEmpty();
    }

    @Test
    void aRestartedManagerIsAStandby() {
        CommittedState own = stored(TABLE, new LeaderRecord(1, 1, 7, false, 0, false));
        DrivenManager manager = DrivenManager.standby(1, own, at(0));
        assertThat(manager.wake(at(2_399)).proposed).isEmpty();
        answersNot(manager, 2_399);
    }
}
