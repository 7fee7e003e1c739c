package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.ADDRESS;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.request;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.centrifuge.KeyRange;
import io.centrifuge.core.InvariantViolation;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** "Restart": a second incarnation of the owner a comes while the first holds all under 5. */
class RestartRulesTest {
    private static final OwnerRef A2 = Given.ref("a", 2);
    private static final RangeMap<Long> ALL_5 = RangeMap.of(5L);
    private static final RangeMap<Long> NOTHING = RangeMap.of(0L);

    private final DrivenManager manager =
            DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A)));

    private void bothAreHereAndTheSecondJoins() {
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1));
        manager.hears(request(A2, 2, 1, 0, NOTHING), at(2));
        manager.sent.clear();
        manager.commit(at(3));
    }

    @Test
    void aNewIncarnationIsHandedNothingOnItsName() {
        manager.hears(request(A2, 2, 1, 0, NOTHING), at(1));
        assertThat(manager.lists(A2)).isNotEmpty();
        assertThat(manager.lists(A2)).allMatch(list -> !list.leases().any(Lease::isHeld));
        assertThat(manager.changes(TableChange.Freed.class)).isEmpty();
    }

    @Test
    void thePredecessorsLeasesAreFreeOnlyWhenReleasedOrExpired() {
        bothAreHereAndTheSecondJoins();
        assertThat(manager.wake(at(18_000)).changes()).isEmpty();
        assertThat(manager.wake(at(18_001)).changes(TableChange.Freed.class)).hasSize(1);
    }

    @Test
    void theIncarnationThatJoinedLastHasTheName() {
        bothAreHereAndTheSecondJoins();
        LeaseTable joined = manager.table();
        assertThat(joined.current(A.id())).contains(A2);
        assertThat(joined.isIn(A, OwnerState.SUPERSEDED)).isTrue();
    }

    @Test
    void theSupersededIncarnationIsTold() {
        bothAreHereAndTheSecondJoins();
        assertThat(manager.sent).contains(new ManagerMessage.Superseded(SERVICE, A, 2, false));
    }

    @Test
    void theSupersededIncarnationIsToldWheneverItAsks() {
        bothAreHereAndTheSecondJoins();
        manager.sent.clear();
        manager.hears(request(A, 2, 2, 1, ALL_5), at(4));
        assertThat(manager.sent).containsOnly(new ManagerMessage.Superseded(SERVICE, A, 2, false));
    }

    @Test
    void theSupersededIncarnationDropsReleasesAndTellsTheApplication() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.hears(new ManagerMessage.Superseded(SERVICE, A, 1, false), at(1));
        assertThat(owner.holds(7, at(1))).isFalse();
        assertThat(owner.newest().held()).isEqualTo(NOTHING);
        assertThat(owner.did(OwnerEffect.Superseded.class)).isTrue();
    }

    @Test
    void aReleaseThatCrossedAListIsSaidAgain() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.hears(new ManagerMessage.Superseded(SERVICE, A, 1, false), at(1));
        long first = owner.newest().sequence();
        owner.hears(new ManagerMessage.OutOfStep(SERVICE, A, 1, 2, first), at(2));
        assertThat(owner.newest().sequence()).isEqualTo(first + 1);
        assertThat(owner.newest().seen()).isEqualTo(2);
        assertThat(owner.newest().held()).isEqualTo(NOTHING);
    }

    @Test
    void nothingIsPushedToASupersededIncarnation() {
        bothAreHereAndTheSecondJoins();
        assertThat(manager.wake(at(4)).lists(A)).isEmpty();
    }

    @Test
    void theSupersededIncarnationAsksNeverAgain() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.hears(new ManagerMessage.Superseded(SERVICE, A, 1, false), at(1));
        owner.sent.clear();
        owner.wake(at(3_750)).hears(new ManagerMessage.Hello(SERVICE, A, 2), at(3_751));
        owner.hearsList(RangeMap.of(new Lease(9, 9)), at(3_752));
        assertThat(owner.sent).isEmpty();
        assertThat(owner.holds(7, at(3_752))).isFalse();
    }

    @Test
    void theSupersededIncarnationNeverJoinsAgain() {
        bothAreHereAndTheSecondJoins();
        manager.hears(request(A, 2, 2, 1, NOTHING), at(4)).commitAll(at(4));
        manager.hears(request(A, 2, 3, 1, NOTHING), at(5)).commitAll(at(5));
        assertThat(manager.table().current(A.id())).contains(A2);
        assertThat(manager.table().isIn(A, OwnerState.SUPERSEDED)).isTrue();
        assertThat(manager.table().entries().get(7).holder()).isEqualTo(A2);
    }

    @Test
    void anOlderLeadersWordSupersedesNobody() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.hears(new ManagerMessage.Superseded(SERVICE, A, 0, false), at(1));
        assertThat(owner.holds(7, at(1))).isTrue();
    }

    @Test
    void nothingIsGrantedToASupersededIncarnation() {
        CommittedState state = stored(table(5, RangeMap.of(Given.FREE), A));
        CommittedState joined =
                state.apply(record(5, new TableChange.Joined(A2, ADDRESS))).orElseThrow();
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(
                        () -> joined.apply(record(6, new TableChange.Granted(KeyRange.ALL, A))));
    }

    @Test
    void whoHoldsALeaseIsNotForgotten() {
        CommittedState state = stored(table(5, RangeMap.of(held(A, 5)), A));
        assertThatExceptionOfType(InvariantViolation.class)
                .isThrownBy(() -> state.apply(record(5, new TableChange.Left(A))));
    }

    private static TableRecord record(long follows, TableChange change) {
        return new TableRecord(1, SERVICE, follows, List.of(change));
    }

    /** Several superseded incarnations of a name that nobody has, all gone at once. */
    @Test
    void supersededIncarnationsLeaveOneAfterTheOther() {
        DrivenManager crowded = DrivenManager.leading(stored(supersededAndHolding()));
        crowded.wake(at(18_001)).commitAll(at(18_002));
        assertThat(crowded.table().owners()).isEmpty();
    }

    private static LeaseTable supersededAndHolding() {
        LeaseTable table = table(9, Given.slices(held(A, 5), held(A2, 7)), A, A2);
        SortedMap<OwnerRef, OwnerEntry> owners = new TreeMap<>();
        table.owners()
                .forEach((ref, entry) -> owners.put(
                        ref,
                        new OwnerEntry(entry.address(), OwnerState.SUPERSEDED, entry.joinedAt())));
        return new LeaseTable(SERVICE, table.lsn(), table.entries(), owners);
    }

    /** One that was sent before the farewell, and arrives after it. */
    @Test
    void whoSaidFarewellDoesNotJoinByAnOlderRequest() {
        OwnerRequest farewell = new OwnerRequest(
                SERVICE, B, ADDRESS, 2, 10, 0, 0, RangeMap.of(0L), List.of(), true);
        DrivenManager manager = DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A)))
                .hears(farewell, at(1))
                .hears(request(B, 2, 9, 0, RangeMap.of(0L)), at(2));
        assertThat(manager.list(B).leases()).isEqualTo(RangeMap.of(Lease.NONE));
        assertThat(manager.changes()).isEmpty();
    }
}
