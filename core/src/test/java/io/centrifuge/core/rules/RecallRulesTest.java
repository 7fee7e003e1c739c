package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.KEY_A;
import static io.centrifuge.core.rules.Given.KEY_B;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.request;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.TableChange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** "Manager-directed": a holds all since time 0, then b joins at 1 s and a is told to give up. */
class RecallRulesTest {
    private final DrivenManager manager = DrivenManager.leading(CommittedState.EMPTY);
    private final DrivenOwner a = new DrivenOwner(A);
    private final DrivenOwner b = new DrivenOwner(B);

    @BeforeEach
    void aHoldsAllAndBJoins() {
        Talk.between(manager, at(0), a);
        assertThat(a.holds(KEY_A, at(0)) && a.holds(KEY_B, at(0))).isTrue();
        Talk.messages(manager, at(1_000), b.wake(at(1_000)));
        manager.commit(at(1_000));
    }

    @Test
    void aChangeOfPlanWaitsForTheReleaseOrTheManagersDuration() {
        manager.wake(at(2_000)).wake(at(3_000));
        assertThat(manager.changes()).isEmpty();
        Talk.messages(manager, at(4_000), a, b);
        assertThat(manager.changes(TableChange.Freed.class)).hasSize(1);
    }

    @Test
    void aSilentOwnersRangeWaitsForTheManagersDurationSinceTheLastAnswerThatHeldIt() {
        manager.wake(at(17_999));
        assertThat(manager.changes()).isEmpty();
        manager.wake(at(18_000));
        assertThat(manager.changes(TableChange.Freed.class)).isNotEmpty();
    }

    @Test
    void fromARecallOnAnswersLeaveTheRangeOut() {
        manager.sent.clear();
        manager.hears(a.says(at(3_750)), at(3_750));
        a.hears(manager.last(ManagerMessage.OutOfStep.class), at(3_751));
        manager.hears(a.says(at(3_850)), at(3_850));
        assertThat(manager.list(A).leases().get(KEY_B)).isEqualTo(Lease.NONE);
        assertThat(manager.list(A).leases().get(KEY_A).isHeld()).isTrue();
    }

    @Test
    void renewalsAfterARecallDontLengthenTheWait() {
        manager.sent.clear();
        for (long time = 3_750; time < 18_000; time += 3_750) {
            long sequence = 100 + time;
            RangeMap<Long> all = manager.table().entries().map(entry -> entry.number());
            manager.hears(request(A, 1, sequence, 50, all), at(time));
        }
        manager.wake(at(18_000));
        assertThat(manager.changes(TableChange.Freed.class)).isNotEmpty();
    }

    @Test
    void whatACompleteListLacksIsOver() {
        Talk.messages(manager, at(1_000), a, b);
        assertThat(a.holds(KEY_B, at(1_000))).isFalse();
        assertThat(a.holds(KEY_A, at(1_000))).isTrue();
    }

    @Test
    void checksStopBeforeTheReleaseLeaves() {
        a.hears(manager.list(A), at(1_001));
        assertThat(first(OwnerEffect.Publish.class)).isLessThan(first(OwnerEffect.Send.class));
        assertThat(first(OwnerEffect.Publish.class)).isLessThan(first(OwnerEffect.Changed.class));
    }

    @Test
    void aReleaseLeavesInTheStepThatStopsSayingHeld() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.says(at(3_750));
        owner.hearsList(RangeMap.of(Lease.NONE), at(3_751));
        assertThat(owner.did(OwnerEffect.Send.class)).isTrue();
        assertThat(owner.newest().held()).isEqualTo(RangeMap.of(0L));
    }

    @Test
    void aShutdownReleasesEverythingFirst() {
        a.on(new OwnerEvent.Leave(), at(1_001));
        assertThat(a.holds(KEY_A, at(1_001))).isFalse();
        assertThat(a.newest().leaving()).isTrue();
        assertThat(a.newest().held()).isEqualTo(RangeMap.of(0L));
        assertThat(a.did(OwnerEffect.Left.class)).isFalse();
    }

    /** Any of them may be lost. */
    @Test
    void aFarewellIsSaidInEveryRequest() {
        a.on(new OwnerEvent.Leave(), at(1_001));
        long first = a.newest().sequence();
        a.wake(at(4_751)).wake(at(8_501));
        assertThat(a.newest().sequence()).isEqualTo(first + 2);
        assertThat(a.newest().leaving()).isTrue();
    }

    @Test
    void aFarewellIsAnsweredOnceItIsCommittedThatTheOwnerHasLeft() {
        DrivenManager leader = DrivenManager.leading(CommittedState.EMPTY);
        DrivenOwner owner = new DrivenOwner(A);
        Talk.between(leader, at(0), owner);
        leader.sent.clear();
        leader.hears(owner.on(new OwnerEvent.Leave(), at(1)).newest(), at(1));
        assertThat(leader.lists(A)).isEmpty();
        leader.commitAll(at(2));
        owner.hears(leader.list(A), at(3));
        assertThat(owner.did(OwnerEffect.Left.class)).isTrue();
        assertThat(leader.table().holdsAnything(A)).isFalse();
    }

    @Test
    void aFarewellThatIsTheFirstWordToALeaderIsCommittedToo() {
        DrivenManager leader = DrivenManager.leading(stored(table(5, RangeMap.of(Given.FREE), A)));
        DrivenOwner owner = new DrivenOwner(A).on(new OwnerEvent.Leave(), at(1));
        owner.hears(new ManagerMessage.Hello(Given.SERVICE, A, 2), at(2));
        leader.hears(owner.newest(), at(3));
        assertThat(leader.changes()).containsExactly(new TableChange.Left(A));
    }

    @Test
    void leasesLastAsLongAsTheRequestHandledNotAsOneOnlySeen() {
        DrivenManager leader = DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A)));
        leader.hears(request(A, 2, 1, 0, RangeMap.of(5L)), at(1));
        leader.hears(request(A, 2, 2, 0, RangeMap.of(5L)), at(2));
        leader.hears(request(B, 2, 1, 0, RangeMap.of(0L)), at(3)).commit(at(4));
        assertThat(leader.list(A).seen()).isEqualTo(2);
        assertThat(leader.list(A).handled()).isEqualTo(1);
    }

    /** Grants to b; the list that says so doesn't reach it. */
    private long aLeaseThatNeverReachesB() {
        Talk.messages(manager, at(1_001), a, b);
        while (manager.lists(B).isEmpty()) {
            manager.commit(at(1_002));
        }
        long number = manager.list(B).leases().get(KEY_B).number();
        manager.sent.clear();
        return number;
    }

    @Test
    void aLeaseThatNeverReachedItsOwnerIsNotReleased() {
        long number = aLeaseThatNeverReachesB();
        manager.hears(b.says(at(4_800)), at(4_800));
        b.hears(manager.last(ManagerMessage.OutOfStep.class), at(4_801));
        manager.hears(b.says(at(4_900)), at(4_900));
        assertThat(manager.list(B).leases().get(KEY_B).number()).isEqualTo(number);
        assertThat(manager.changes(TableChange.Freed.class)).isEmpty();
    }

    @Test
    void aFarewellReleasesAlsoWhatNoListHasBrought() {
        long number = aLeaseThatNeverReachesB();
        manager.hears(b.on(new OwnerEvent.Leave(), at(4_800)).newest(), at(4_800));
        b.hears(manager.last(ManagerMessage.OutOfStep.class), at(4_801));
        manager.hears(b.says(at(4_900)), at(4_900));
        assertThat(manager.changes(TableChange.Freed.class))
                .isNotEmpty()
                .allMatch(freed -> ((TableChange.Freed) freed).number() == number);
    }

    @Test
    void whatIsGrantedToWhoHasLeftMeanwhileIsFreedAtOnce() {
        Talk.messages(manager, at(1_001), a, b);
        manager.commit(at(1_002));
        assertThat(manager.changes()).isNotEmpty().allMatch(TableChange.Granted.class::isInstance);
        manager.hears(b.on(new OwnerEvent.Leave(), at(1_003)).newest(), at(1_003));
        manager.commit(at(1_004));
        assertThat(manager.changes(TableChange.Freed.class)).hasSize(1);
        assertThat(manager.changes()).contains(new TableChange.Left(B));
    }

    private int first(Class<? extends OwnerEffect> kind) {
        for (int i = 0; i < a.effects.size(); i++) {
            if (kind.isInstance(a.effects.get(i))) {
                return i;
            }
        }
        throw new AssertionError("no " + kind);
    }
}
