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

import io.centrifuge.OwnerId;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "Administrators' orders": the owner a holds all under 5, and b is here too. */
class OrderRulesTest {
    private static final RangeMap<Long> ALL_5 = RangeMap.of(5L);
    private static final RangeMap<Long> NOTHING = RangeMap.of(0L);

    private final DrivenManager manager =
            DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A, B)));

    private void bothAreHere() {
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1));
        manager.hears(request(B, 2, 1, 0, NOTHING), at(2));
        manager.commitAll(at(3));
    }

    private void order(ManagerEvent.Order order, int millis) {
        manager.on(order, at(millis)).commit(at(millis));
    }

    @Test
    void whoIsUndrainedIsActiveAgain() {
        bothAreHere();
        order(new ManagerEvent.Drain(SERVICE, A.id()), 4);
        assertThat(manager.table().isIn(A, OwnerState.DRAINING)).isTrue();
        order(new ManagerEvent.Undrain(SERVICE, A.id()), 5);
        assertThat(manager.table().isIn(A, OwnerState.ACTIVE)).isTrue();
    }

    @Test
    void theLastWordCountsAlsoWhileTheFirstIsNotCommitted() {
        bothAreHere();
        manager.on(new ManagerEvent.Drain(SERVICE, A.id()), at(4));
        assertThat(manager.changes()).containsExactly(new TableChange.Drained(A));
        manager.on(new ManagerEvent.Undrain(SERVICE, A.id()), at(5)).commit(at(6));
        assertThat(manager.changes(TableChange.Undrained.class))
                .isEqualTo(List.of(new TableChange.Undrained(A)));
        manager.commitAll(at(7)).wake(at(8));
        assertThat(manager.table().isIn(A, OwnerState.ACTIVE)).isTrue();
        assertThat(manager.changes()).isEmpty();
    }

    @Test
    void anOrderSaysNothingOfTheNextIncarnation() {
        OwnerRef restarted = ref("a", 2);
        bothAreHere();
        manager.hears(request(restarted, 2, 1, 0, NOTHING), at(4));
        manager.on(new ManagerEvent.Drain(SERVICE, A.id()), at(5)).commitAll(at(6));
        assertThat(manager.table().isIn(restarted, OwnerState.ACTIVE)).isTrue();
        assertThat(manager.table().isIn(A, OwnerState.SUPERSEDED)).isTrue();
    }

    private void cordon(Cordon cordon, int millis) {
        order(new ManagerEvent.PutCordon(SERVICE, cordon), millis);
        assertThat(manager.table().cordons()).containsExactly(cordon);
    }

    private void requireCordoned(OwnerRef owner) {
        assertThat(manager.list(owner).leases().any(Lease::isHeld)).isFalse();
        assertThat(manager.list(owner).keptOutNanos()).isEqualTo(ManagerMessage.Leases.CORDONED);
    }

    @Test
    void nothingIsPlannedForWhoIsCordoned() {
        bothAreHere();
        cordon(Cordon.of(A.id()), 4);
        manager.hears(request(A, 2, 2, manager.list(A).sequence(), ALL_5), at(5));
        requireCordoned(A);
        assertThat(manager.list(A).recalls())
                .allMatch(recall -> recall.successor().equals(B));
        order(new ManagerEvent.Undrain(SERVICE, A.id()), 6);
        assertThat(manager.table().cordons()).isEmpty();
        manager.hears(request(A, 2, 3, manager.list(A).sequence(), NOTHING), at(7));
        assertThat(manager.list(A).keptOutNanos()).isZero();
    }

    @Test
    void whereEverybodyIsCordonedNothingIsPlanned() {
        for (Cordon all : List.of(Cordon.at(ADDRESS.value()), Cordon.at(ADDRESS.host()))) {
            DrivenManager other =
                    DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A)));
            other.hears(request(A, 2, 1, 0, ALL_5), at(1));
            other.on(new ManagerEvent.PutCordon(SERVICE, all), at(2)).commitAll(at(2));
            ManagerMessage.Leases told = other.list(A);
            assertThat(told.keptOutNanos()).isEqualTo(ManagerMessage.Leases.CORDONED);
            assertThat(told.leases().any(Lease::isHeld)).isTrue(); // nobody takes it
            other.hears(request(A, 2, 2, told.sequence(), NOTHING), at(3)).commitAll(at(3));
            assertThat(other.table().holdsAnything(A)).isFalse();
            other.on(new ManagerEvent.LiftCordon(SERVICE, all), at(4)).commitAll(at(4));
            assertThat(other.table().holdsAnything(A)).isTrue();
            assertThat(other.list(A).keptOutNanos()).isZero();
        }
    }

    @Test
    void aCordonHoldsForEveryIncarnation() {
        OwnerRef restarted = ref("a", 2);
        bothAreHere();
        cordon(Cordon.of(A.id()), 4);
        manager.hears(request(restarted, 2, 1, 0, NOTHING), at(5));
        requireCordoned(restarted);
        manager.commit(at(6));
        assertThat(manager.table().current(A.id())).contains(restarted);
        assertThat(manager.table().isAvailable(restarted)).isFalse();
        requireCordoned(restarted);
    }

    @Test
    void aRestoredStoreKeepsItsCordons() {
        bothAreHere();
        cordon(Cordon.of(A.id()), 4);
        assertThat(manager.machine
                        .view()
                        .state()
                        .restoredAs(1, 0)
                        .table(SERVICE)
                        .cordons())
                .containsExactly(Cordon.of(A.id()));
    }

    @Test
    void noMoreAreCordonedThanMayBe() {
        bothAreHere();
        for (int i = 0; i < Cordon.MOST + 2; i++) {
            manager.on(new ManagerEvent.PutCordon(SERVICE, Cordon.of(new OwnerId("x" + i))), at(4));
        }
        manager.commitAll(at(5));
        assertThat(manager.table().cordons()).hasSize(Cordon.MOST);
        order(new ManagerEvent.LiftCordon(SERVICE, manager.table().cordons().first()), 6);
        assertThat(manager.changes(TableChange.Cordoned.class)).hasSize(1);
    }

    private void evict(OwnerRef owner, int millis) {
        order(new ManagerEvent.Evict(SERVICE, owner), millis);
        assertThat(manager.table().evicted()).containsKey(owner);
    }

    @Test
    void whoIsEvictedIsToldAndItsRangesWaitForItsRelease() {
        bothAreHere();
        evict(A, 4);
        assertThat(manager.sent).contains(new ManagerMessage.Superseded(SERVICE, A, 2, true));
        manager.wake(at(5)).commitAll(at(5));
        assertThat(manager.table().holdsAnything(A)).isTrue();
        manager.hears(request(A, 2, 2, manager.list(A).sequence(), NOTHING), at(6))
                .commitAll(at(6));
        assertThat(manager.table().heldBy(B).any(Lease::isHeld)).isTrue();
        assertThat(manager.table().owners()).containsOnlyKeys(B);
    }

    @Test
    void whoIsEvictedAndSilentHoldsItsRangesForTheManagersDuration() {
        bothAreHere();
        evict(A, 4);
        manager.hears(request(B, 2, 2, manager.list(B).sequence(), NOTHING), at(10_000));
        manager.wake(at(17_900)).commitAll(at(17_900));
        assertThat(manager.table().holdsAnything(A)).isTrue();
        manager.wake(at(18_002)).commitAll(at(18_002));
        assertThat(manager.table().holdsAnything(A)).isFalse();
        assertThat(manager.table().holdsAnything(B)).isTrue();
    }

    @Test
    void whoWasEvictedNeverJoinsAgain() {
        bothAreHere();
        evict(A, 4);
        manager.hears(request(A, 2, 2, manager.list(A).sequence(), NOTHING), at(5))
                .commitAll(at(5));
        manager.sent.clear();
        manager.hears(request(A, 2, 3, 0, NOTHING), at(6));
        assertThat(manager.sent)
                .containsExactly(new ManagerMessage.Superseded(SERVICE, A, 2, true));
        assertThat(manager.changes(TableChange.Joined.class)).isEmpty();
    }

    @Test
    void anotherIncarnationThanTheEvictedOneMayJoin() {
        OwnerRef restarted = ref("a", 2);
        bothAreHere();
        evict(A, 4);
        manager.hears(request(restarted, 2, 1, 0, NOTHING), at(5)).commitAll(at(5));
        assertThat(manager.table().current(A.id())).contains(restarted);
    }

    @Test
    void anEvictionIsOfTheIncarnationThatHasItsName() {
        OwnerRef restarted = ref("a", 2);
        bothAreHere();
        manager.hears(request(restarted, 2, 1, 0, NOTHING), at(4)).commitAll(at(4));
        manager.on(new ManagerEvent.Evict(SERVICE, A), at(5)).commitAll(at(5));
        assertThat(manager.table().evicted()).isEmpty();
        assertThat(manager.table().current(A.id())).contains(restarted);
    }

    @Test
    void aRestoredStoreRemembersWhoWasEvicted() {
        bothAreHere();
        evict(A, 4);
        LeaseTable restored = manager.machine.view().state().restoredAs(1, 0).table(SERVICE);
        assertThat(restored.isEvicted(A)).isTrue();
    }

    @Test
    void theNewestEvictionsAreRemembered() {
        bothAreHere();
        for (int i = 1; i <= LeaseTable.EVICTED_REMEMBERED + 1; i++) {
            OwnerRef next = ref("c", i);
            manager.hears(request(next, 2, 1, 0, NOTHING), at(4)).commitAll(at(4));
            evict(next, 4);
            manager.commitAll(at(4));
        }
        assertThat(manager.table().evicted())
                .hasSize(LeaseTable.EVICTED_REMEMBERED)
                .doesNotContainKey(ref("c", 1));
        assertThat(manager.table().owners()).containsOnlyKeys(A, B);
    }
}
