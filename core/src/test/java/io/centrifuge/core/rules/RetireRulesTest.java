package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.C;
import static io.centrifuge.core.rules.Given.KEY_A;
import static io.centrifuge.core.rules.Given.KEY_B;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.ref;
import static io.centrifuge.core.rules.Given.request;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ClockReading;
import io.centrifuge.OwnerAddress;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.Transition;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "Owners that close": a and b share all since time 0, and their state outlives their leases. */
class RetireRulesTest {
    private static final RangeMap<Long> NOTHING = RangeMap.of(0L);

    private final DrivenManager manager = DrivenManager.leading(CommittedState.EMPTY);
    private final DrivenOwner a = new DrivenOwner(A, true);
    private final DrivenOwner b = new DrivenOwner(B, true);

    private void aAndBShareAll() {
        Talk.between(manager, at(0), a, b);
        assertThat(a.holds(KEY_A, at(0)) && b.holds(KEY_B, at(0))).isTrue();
        manager.said.clear();
    }

    private static DrivenOwner retires(DrivenOwner owner, ClockReading now) {
        return owner.on(new OwnerEvent.Retire(), now);
    }

    private void requireNoLoss() {
        assertThat(manager.said).noneMatch(Transition.RangesLost.class::isInstance);
    }

    private void requireLeft(DrivenOwner owner) {
        assertThat(owner.told).hasAtLeastOneElementOfType(OwnerEffect.Left.class);
        assertThat(manager.table().owners()).doesNotContainKey(owner.self);
    }

    @Test
    void whoRetiresStaysUntilItMayLeave() {
        aAndBShareAll();
        retires(a, at(1));
        assertThat(a.holds(KEY_A, at(1))).isTrue();
        assertThat(a.newest().retiring()).isTrue();
        assertThat(a.newest().leaving()).isFalse();
        a.wake(at(3_751));
        assertThat(a.did(OwnerEffect.Leaving.class)).isFalse();
    }

    /** A leader to come knows of it only from them. */
    @Test
    void whoRetiresSaysSoInEachRequest() {
        aAndBShareAll();
        retires(a, at(1));
        assertThat(a.says(at(3_751)).retiring()).isTrue();
        a.hears(new ManagerMessage.Hello(SERVICE, A, 9), at(3_752));
        assertThat(a.newest().term()).isEqualTo(9);
        assertThat(a.newest().retiring()).isTrue();
    }

    @Test
    void whatARetiringOwnerHasIsHandedOn() {
        aAndBShareAll();
        long number = manager.table().entries().get(KEY_A).number();
        retires(a, at(1));
        Talk.between(manager, at(2), a, b);
        requireLeft(a);
        assertThat(b.isHeldSince(KEY_A, number, at(2))).isTrue();
        requireNoLoss();
    }

    @Test
    void aRetiringOwnerIsNobodysSuccessor() {
        DrivenManager leader =
                DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A, B)));
        leader.hears(request(A, 2, 1, 0, RangeMap.of(5L)), at(1));
        leader.hears(retiring(B, 2, 1, 0, NOTHING), at(2)).commitAll(at(3));
        assertThat(leader.lists(A)).allMatch(list -> list.recalls().isEmpty());
    }

    /** A request by hand. */
    private static OwnerRequest retiring(
            OwnerRef owner, long term, long sequence, long seen, RangeMap<Long> held) {
        return new OwnerRequest(
                SERVICE,
                owner,
                Given.ADDRESS,
                term,
                sequence,
                seen,
                seen,
                held,
                List.of(),
                true,
                false);
    }

    @Test
    void itMayLeaveOnlyWhenItHasNothing() {
        aAndBShareAll();
        manager.hears(retires(a, at(1)).newest(), at(1));
        assertThat(manager.list(A).mayLeave()).isFalse();
        manager.commit(at(2)); // drained
        assertThat(manager.list(A).recalls()).isNotEmpty();
        a.hears(manager.list(A), at(3));
        manager.hears(a.newest(), at(4));
        assertThat(manager.list(A).mayLeave()).isFalse();
        manager.commit(at(5)); // transferred
        assertThat(manager.list(A).mayLeave()).isTrue();
    }

    /** All is recalled from a for b, which is about to leave when a hands it on. */
    @Test
    void itStaysAsLongAsSomethingIsOnItsWayToIt() {
        CommittedState state = stored(table(5, RangeMap.of(held(A, 5)), A, B));
        DrivenManager leader = DrivenManager.leading(state);
        leader.hears(request(A, 2, 1, 0, RangeMap.of(5L)), at(1));
        leader.hears(request(B, 2, 1, 0, NOTHING), at(2)).commitAll(at(3));
        ManagerMessage.Leases told = leader.list(A);
        assertThat(told.recalls()).isNotEmpty();
        leader.hears(retiring(B, 2, 2, leader.list(B).sequence(), NOTHING), at(4));
        assertThat(leader.list(B).mayLeave()).isFalse();
        leader.hears(
                new OwnerRequest(
                        SERVICE,
                        A,
                        Given.ADDRESS,
                        2,
                        2,
                        told.sequence(),
                        told.sequence(),
                        told.leases().map(lease -> lease.number()),
                        told.recalls(),
                        false),
                at(5));
        leader.commitAll(at(6));
        assertThat(leader.list(B).leases().get(KEY_B).isHeld()).isTrue(); // it has it first
        assertThat(leader.table().entries().get(KEY_B).isHeldBy(B)).isTrue();
        assertThat(leader.table().entries().get(KEY_B).stateSince()).isEqualTo(5);
        assertThat(leader.table().isIn(B, OwnerState.DRAINING)).isTrue();
        RangeMap<Long> came = leader.list(B).leases().map(lease -> lease.number());
        leader.hears(retiring(B, 2, 3, leader.list(B).sequence(), came), at(7));
        assertThat(leader.list(B).recalls())
                .isNotEmpty()
                .extracting(Handover::successor)
                .containsOnly(A);
    }

    @Test
    void whereNobodyIsThereToTakeItMayLeaveAtOnce() {
        Talk.between(manager, at(0), a);
        manager.sent.clear();
        manager.hears(retires(a, at(1)).newest(), at(1));
        assertThat(manager.list(A).mayLeave()).isTrue();
        assertThat(manager.changes()).isEmpty();
    }

    /** Both were drained, so they were left where they were. */
    @Test
    void ofThoseThatDrainWhoRetiresIsNotPlannedFor() {
        aAndBShareAll();
        manager.on(new ManagerEvent.Drain(SERVICE, A.id()), at(1));
        manager.on(new ManagerEvent.Drain(SERVICE, B.id()), at(1));
        Talk.between(manager, at(2), a, b);
        assertThat(manager.table().isIn(A, OwnerState.DRAINING)).isTrue();
        assertThat(manager.table().isIn(B, OwnerState.DRAINING)).isTrue();
        DrivenOwner last = manager.table().holdsAnything(A) ? a : b;
        DrivenOwner other = last == a ? b : a;
        retires(last, at(3));
        Talk.between(manager, at(4), a, b);
        requireLeft(last);
        assertThat(other.holds(KEY_A, at(4)) && other.holds(KEY_B, at(4))).isTrue();
        requireNoLoss();
    }

    @Test
    void allThatRetireAtOnceLeaveAtOnce() {
        DrivenOwner c = new DrivenOwner(C, true);
        Talk.between(manager, at(0), a, b, c);
        retires(a, at(1));
        retires(b, at(1));
        retires(c, at(1));
        Talk.between(manager, at(1), a, b, c);
        assertThat(manager.table().owners()).isEmpty();
    }

    @Test
    void anotherThatWaitsToBePlannedForTakesAtOnce() {
        DrivenManager leader =
                DrivenManager.leadingWithJoinWait(CommittedState.EMPTY, JoinWait.STANDARD);
        Talk.between(leader, at(0), a);
        Talk.between(leader, at(2_000), a);
        assertThat(a.holds(KEY_A, at(2_000))).isTrue();
        Talk.between(leader, at(3_000), b);
        leader.said.clear();
        retires(a, at(3_001));
        Talk.between(leader, at(3_001), a, b);
        assertThat(b.holds(KEY_A, at(3_001))).isTrue();
        assertThat(leader.said).noneMatch(Transition.RangesLost.class::isInstance);
    }

    @Test
    void whereTheOthersAreCordonedItLeavesAtOnce() {
        DrivenOwner far = new DrivenOwner(C, new OwnerAddress("far:1"), true);
        manager.on(new ManagerEvent.PutCordon(SERVICE, Cordon.of(C.id())), at(0));
        Talk.between(manager, at(0), a, far);
        manager.on(new ManagerEvent.PutCordon(SERVICE, Cordon.of(C.id())), at(1));
        Talk.between(manager, at(1), a, far);
        assertThat(manager.table().isAvailable(C)).isFalse();
        retires(a, at(2));
        Talk.between(manager, at(2), a, far);
        requireLeft(a);
    }

    @Test
    void aNewLeaderGoesOnWithIt() {
        aAndBShareAll();
        manager.hears(retires(a, at(1)).newest(), at(1)).commit(at(1));
        assertThat(manager.table().isIn(A, OwnerState.DRAINING)).isTrue();
        DrivenManager next = DrivenManager.leading(stored(manager.table()));
        a.sent.clear();
        b.sent.clear();
        a.hears(new ManagerMessage.Hello(SERVICE, A, 2), at(2));
        next.hears(a.newest(), at(2));
        assertThat(next.list(A).mayLeave()).isFalse(); // b is known, and not heard yet
        a.sent.clear();
        b.hears(new ManagerMessage.Hello(SERVICE, B, 2), at(3));
        Talk.between(next, at(3), a, b);
        assertThat(next.said).noneMatch(Transition.RangesLost.class::isInstance);
        assertThat(next.table().owners()).containsOnlyKeys(B);
        assertThat(b.holds(KEY_A, at(3))).isTrue();
    }

    @Test
    void theNextIncarnationIsActive() {
        aAndBShareAll();
        manager.hears(retires(a, at(1)).newest(), at(1)).commit(at(1));
        OwnerRef restarted = ref("a", 2);
        manager.hears(request(restarted, 1, 1, 0, NOTHING), at(2)).commit(at(2));
        assertThat(manager.table().isIn(restarted, OwnerState.ACTIVE)).isTrue();
        assertThat(manager.table().isIn(A, OwnerState.SUPERSEDED)).isTrue();
    }

    @Test
    void anUndrainDoesNotKeepIt() {
        aAndBShareAll();
        manager.hears(retires(a, at(1)).newest(), at(1)).commit(at(1));
        manager.on(new ManagerEvent.Undrain(SERVICE, A.id()), at(2)).commitAll(at(2));
        assertThat(manager.table().isIn(A, OwnerState.DRAINING)).isTrue();
        Talk.between(manager, at(3), a, b);
        requireLeft(a);
        requireNoLoss();
    }

    @Test
    void whenItsTimeIsOverItLeaves() {
        aAndBShareAll();
        retires(a, at(1));
        a.on(new OwnerEvent.Leave(), at(2));
        assertThat(a.holds(KEY_A, at(2))).isFalse();
        assertThat(a.newest().leaving()).isTrue();
        assertThat(a.newest().retiring()).isFalse();
        assertThat(a.did(OwnerEffect.Leaving.class)).isTrue();
        Talk.between(manager, at(3), a, b);
        Talk.between(manager, at(100), a, b); // the farewell crossed an answer
        requireLeft(a);
        assertThat(manager.said).hasAtLeastOneElementOfType(Transition.RangesLost.class);
    }

    @Test
    void whenItsLeasesAreOverItLeaves() {
        aAndBShareAll();
        retires(a, at(1));
        a.wake(at(15_001));
        assertThat(a.newest().leaving()).isTrue();
    }

    /** Nothing is gained by it: a recall loses the state as well. */
    @Test
    void whoseStateEndsWithTheLeaseLeavesAtOnce() {
        DrivenOwner owner = DrivenOwner.holding(5);
        retires(owner, at(1));
        assertThat(owner.newest().leaving()).isTrue();
        assertThat(owner.holds(KEY_A, at(1))).isFalse();
    }

    @Test
    void whoIsSupersededAsItRetiresDropsAll() {
        aAndBShareAll();
        retires(a, at(1));
        a.hears(new ManagerMessage.Superseded(SERVICE, A, 1, false), at(2));
        assertThat(a.did(OwnerEffect.Superseded.class)).isTrue();
        assertThat(a.holds(KEY_A, at(2))).isFalse();
        assertThat(a.newest().leaving()).isTrue();
    }

    /** Of the free range nothing comes to b, nor does b stay for it. */
    @Test
    void whatIsFreeIsNotGrantedToIt() {
        DrivenManager leader =
                DrivenManager.leading(stored(table(5, RangeMap.of(LeaseEntry.NEVER_LEASED), A, B)));
        leader.hears(retiring(B, 2, 1, 0, NOTHING), at(1)).commitAll(at(2));
        assertThat(leader.table().holdsAnything(B)).isFalse();
        assertThat(leader.list(B).mayLeave()).isTrue();
    }

    @Test
    void whoIsBeingGrantedSomethingHandsItOnToo() {
        DrivenManager leader =
                DrivenManager.leading(stored(table(5, RangeMap.of(LeaseEntry.NEVER_LEASED), A, B)));
        leader.hears(request(A, 2, 1, 0, NOTHING), at(1));
        leader.hears(request(B, 2, 1, 0, NOTHING), at(1)).commit(at(1));
        assertThat(leader.changes(TableChange.Granted.class)).isNotEmpty();
        leader.hears(retiring(B, 2, 2, 1, NOTHING), at(2));
        assertThat(leader.list(B).mayLeave()).isFalse();
        leader.commitAll(at(3));
        assertThat(leader.table().isIn(B, OwnerState.DRAINING)).isTrue();
    }
}
