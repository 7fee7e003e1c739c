package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.ADDRESS;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.ref;
import static io.centrifuge.core.rules.Given.request;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.Transition;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.LeaderWrite;
import io.centrifuge.core.state.OwnerRef;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a leader says aloud, each once. */
class TransitionsTest {
    private static final RangeMap<Long> NOTHING = RangeMap.of(0L);
    private static final RangeMap<Long> ALL_5 = RangeMap.of(5L);
    private static final CommittedState OF_A = stored(table(5, RangeMap.of(held(A, 5)), A));

    private static OwnerRequest farewell(OwnerRef owner, long sequence) {
        return new OwnerRequest(
                SERVICE, owner, ADDRESS, 2, sequence, 9, 9, NOTHING, List.of(), true);
    }

    @Test
    void aTakeover() {
        assertThat(DrivenManager.leading(OF_A).said).containsExactly(new Transition.TookOver(2, 1));
    }

    @Test
    void aJoinAndTheNewPlan() {
        DrivenManager manager = DrivenManager.leading(OF_A);
        manager.said.clear();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1))
                .hears(request(B, 2, 1, 0, NOTHING), at(2))
                .commitAll(at(3));
        assertThat(manager.said.getFirst()).isEqualTo(new Transition.Joined(SERVICE, B, ADDRESS));
        assertThat(manager.said.get(1))
                .isInstanceOfSatisfying(Transition.Planned.class, planned -> {
                    assertThat(planned.ranges()).isPositive();
                    assertThat(planned.owners()).isEqualTo(2);
                    assertThat(planned.came()).isEqualTo(1);
                    assertThat(planned.went()).isZero();
                });
        assertThat(manager.said).hasSize(2);
    }

    @Test
    void renewalsSayNothing() {
        DrivenManager manager = DrivenManager.leading(OF_A);
        manager.said.clear();
        for (int i = 0; i < 10; i++) {
            manager.hears(request(A, 2, 1 + i, i, ALL_5), at(i));
        }
        assertThat(manager.said).isEmpty();
    }

    @Test
    void aFarewellWithItsLoss() {
        DrivenManager manager = DrivenManager.leading(OF_A);
        manager.said.clear();
        manager.hears(farewell(A, 1), at(1)).commitAll(at(2));
        assertThat(manager.said)
                .containsExactly(
                        new Transition.Left(SERVICE, A),
                        new Transition.RangesLost(SERVICE, 1, 0, 0),
                        new Transition.Planned(SERVICE, 1, 0, 0, 1));
    }

    @Test
    void anExpiry() {
        DrivenManager manager = DrivenManager.leading(OF_A);
        manager.said.clear();
        manager.wake(at(18_000)).commitAll(at(18_001));
        assertThat(manager.said)
                .containsExactly(
                        new Transition.Expired(SERVICE, A, 1),
                        new Transition.Left(SERVICE, A),
                        new Transition.RangesLost(SERVICE, 0, 1, 0),
                        new Transition.Planned(SERVICE, 1, 0, 0, 1));
    }

    /** As after its process was stopped: another may lead, and have heard from the owner. */
    @Test
    void noExpiryWhileTheLeadershipDoesNotStand() {
        DrivenManager manager = DrivenManager.standby(1, OF_A, at(0)).wake(at(2_400));
        manager.commitAll(at(2_401)).said.clear();
        manager.wake(at(40_000));
        assertThat(manager.leads()).isFalse();
        assertThat(manager.said).isEmpty();

        LeaderRecord led = manager.machine.view().state().leader();
        manager.sees(new LeaderWrite.TakeOver(led, 77, 18), at(40_001));
        assertThat(manager.said)
                .containsExactly(new Transition.Deposed(2, Transition.Cause.ANOTHER_LEADS));
    }

    @Test
    void anExpiryOfBeforeIsSaidOnceTheLeadershipStandsAgain() {
        DrivenManager manager = DrivenManager.standby(1, OF_A, at(0)).wake(at(2_400));
        manager.commitAll(at(2_401)).said.clear();
        manager.wake(at(40_000)).commitAll(at(40_001));
        assertThat(manager.leads()).isTrue();
        assertThat(manager.said)
                .startsWith(new Transition.Expired(SERVICE, A, 1), new Transition.Left(SERVICE, A));
    }

    @Test
    void aNameThatIsTakenOver() {
        OwnerRef restarted = ref("a", 2);
        DrivenManager manager = DrivenManager.leading(OF_A);
        manager.said.clear();
        manager.hears(request(restarted, 2, 1, 0, NOTHING), at(1)).commit(at(2));
        assertThat(manager.said)
                .containsExactly(
                        new Transition.Joined(SERVICE, restarted, ADDRESS),
                        new Transition.Superseded(SERVICE, A, restarted),
                        new Transition.Planned(SERVICE, 1, 1, 0, 0));
    }

    @Test
    void aDrain() {
        DrivenManager manager = DrivenManager.leading(OF_A);
        manager.said.clear();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1))
                .on(new ManagerEvent.Drain(SERVICE, A.id()), at(2))
                .commitAll(at(3));
        assertThat(manager.said).containsExactly(new Transition.Drained(SERVICE, A));
    }

    @Test
    void anUndrain() {
        DrivenManager manager = DrivenManager.leading(OF_A);
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1))
                .on(new ManagerEvent.Drain(SERVICE, A.id()), at(2))
                .commitAll(at(3));
        manager.said.clear();
        manager.on(new ManagerEvent.Undrain(SERVICE, A.id()), at(4)).commitAll(at(5));
        assertThat(manager.said).containsExactly(new Transition.Undrained(SERVICE, A));
    }

    @Test
    void whyALeaderLeadsNoMore() {
        DrivenManager told = DrivenManager.leading(OF_A).on(new ManagerEvent.ShutDown(), at(1));
        assertThat(told.said.getLast())
                .isEqualTo(new Transition.Deposed(2, Transition.Cause.SHUT_DOWN));
        DrivenManager beaten = DrivenManager.leading(OF_A);
        LeaderRecord led = beaten.machine.view().state().leader();
        beaten.sees(new LeaderWrite.TakeOver(led, 77, 18), at(1));
        assertThat(beaten.said.getLast())
                .isEqualTo(new Transition.Deposed(2, Transition.Cause.ANOTHER_LEADS));
    }
}
