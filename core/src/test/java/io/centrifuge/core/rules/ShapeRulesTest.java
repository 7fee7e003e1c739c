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
import static io.centrifuge.core.rules.Given.slices;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyHash;
import io.centrifuge.KeyRange;
import io.centrifuge.OwnerId;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.placement.ConsistentHashing;
import io.centrifuge.core.placement.Slot;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** "Ranges change shape". Managers lead in term 2. */
class ShapeRulesTest {
    private static final RangeMap<Long> ALL_5 = RangeMap.of(5L);
    private static final RangeMap<Long> NOTHING = RangeMap.of(0L);
    private static final CommittedState OF_A = stored(table(5, RangeMap.of(held(A, 5)), A));

    private static LeaseEntry after(CommittedState state, TableChange... changes) {
        long lsn = state.table(SERVICE).lsn();
        return state.apply(new TableRecord(1, SERVICE, lsn, List.of(changes)))
                .orElseThrow()
                .table(SERVICE)
                .entries()
                .get(KEY_A);
    }

    /** a holds all; b is here too, and what is planned for b is recalled, in list 2. */
    private static DrivenManager recallingForB() {
        DrivenManager manager = DrivenManager.leading(OF_A);
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1));
        manager.hears(request(B, 2, 1, 0, NOTHING), at(2)).commit(at(3));
        assertThat(manager.list(A).recalls()).isNotEmpty();
        return manager;
    }

    /** a keeps what the newest list names, and says that it handed the rest on. */
    private static OwnerRequest handing(DrivenManager manager, long number, OwnerRef successor) {
        List<Handover> handovers = manager.list(A).recalls().stream()
                .map(recall -> new Handover(recall.range(), number, successor))
                .toList();
        RangeMap<Long> kept = manager.list(A).leases().map(lease -> lease.number());
        long seen = manager.list(A).sequence();
        return new OwnerRequest(
                SERVICE, A, Given.ADDRESS, 2, 50, seen, seen, kept, handovers, false);
    }

    @Test
    void joinOrLeaveChangesNothingOfWhatStays() {
        DrivenManager manager = recallingForB();
        assertThat(manager.list(A).leases().get(KEY_A).number()).isEqualTo(5);
        assertThat(manager.list(A).leases().get(KEY_A).stateSince()).isEqualTo(5);
        assertThat(manager.list(A).leases().get(KEY_B).isHeld()).isFalse();
    }

    @Test
    void aGainedPieceBesideAHeldOneIsAnEntryOfItsOwn() {
        KeyRange half = new KeyRange(0, 1L << 63);
        RangeMap<LeaseEntry> entries =
                RangeMap.of(held(A, 5)).with(half, new LeaseEntry(null, 3, 3));
        CommittedState state = stored(table(5, entries, A))
                .apply(new TableRecord(1, SERVICE, 5, List.of(new TableChange.Granted(half, A))))
                .orElseThrow();
        assertThat(state.table(SERVICE).entries().get(0)).isEqualTo(held(A, 6));
        assertThat(state.table(SERVICE).entries().get(-1)).isEqualTo(held(A, 5));
        assertThat(state.table(SERVICE).entries().get(0).number()).isEqualTo(6);
        assertThat(state.table(SERVICE).entries().get(-1).number()).isEqualTo(5);
    }

    @Test
    void mergesAreAnnouncedAsLosses() {
        RangeMap<LeaseEntry> entries = slices(held(A, 3), held(A, 4));
        LeaseEntry merged =
                after(stored(table(5, entries, A)), new TableChange.Merged(KeyRange.ALL, A));
        assertThat(entries.pieces()).allMatch(piece -> piece.value().lostBy(merged));
    }

    /** The owner may have asked a new leader before it heard of the merge. */
    @Test
    void whatIsHeldUnderAnOlderNumberIsNotReleased() {
        DrivenManager manager = DrivenManager.leading(stored(table(6, RangeMap.of(held(A, 6)), A)));
        manager.hears(request(A, 2, 1, 0, slices(3L, 4L)), at(1));
        assertThat(manager.changes()).isEmpty();
        assertThat(manager.list(A).leases().get(0).number()).isEqualTo(6);
    }

    @Test
    void nothingMergesWithinTheBound() {
        RangeMap<Long> numbers = slices(1L, 2L, 3L, 4L);
        DrivenManager manager =
                DrivenManager.leading(stored(table(50, numbers.map(n -> held(A, n)), A)));
        manager.hears(request(A, 2, 1, 0, numbers), at(1));
        assertThat(manager.changes(TableChange.Merged.class)).isEmpty();
    }

    @Test
    void mergesTakeTheOldestFirst() {
        List<Piece<Slot>> plan =
                ConsistentHashing.assign(List.of(A.id(), B.id()), 1).pieces();
        long[] oldest = {40, 20, 3};
        RangeMap<LeaseEntry> entries = RangeMap.of(Given.FREE);
        for (int i = 0; i < plan.size(); i++) {
            KeyRange range = plan.get(i).range();
            OwnerRef holder = new OwnerRef(plan.get(i).value().owner(), 1);
            for (int part = 0; part < 6; part++) {
                KeyRange rest = new KeyRange(range.start() + 100L * part, range.end());
                entries = entries.with(rest, held(holder, oldest[i] + part % 2));
            }
        }
        OwnerRef first = new OwnerRef(plan.getFirst().value().owner(), 1);
        RangeMap<Long> numbers = entries.map(entry -> entry.isHeldBy(first) ? entry.number() : 0L);
        DrivenManager manager = DrivenManager.leading(stored(table(50, entries, A, B)));
        manager.hears(request(first, 2, 1, 0, numbers), at(1));
        assertThat(manager.changes(TableChange.Merged.class))
                .first()
                .isEqualTo(new TableChange.Merged(plan.getLast().range(), first));
    }

    @Test
    void anUnownedRangeKeepsItsNumber() {
        TableChange.Cause cause = TableChange.Cause.EXPIRED;
        LeaseEntry freed = after(OF_A, new TableChange.Freed(KeyRange.ALL, A, 5, cause));
        assertThat(freed.isFree()).isTrue();
        assertThat(freed.number()).isEqualTo(5);
    }

    @Test
    void aFreedRangeCutsStateSince() {
        TableChange.Cause cause = TableChange.Cause.RELEASED;
        LeaseEntry freed = after(OF_A, new TableChange.Freed(KeyRange.ALL, A, 5, cause));
        assertThat(held(A, 5).lostBy(freed)).isTrue();
    }

    @Test
    void aLeaseNumberIsTheLsnOfItsGrant() {
        RangeMap<LeaseEntry> free = RangeMap.of(new LeaseEntry(null, 2, 3));
        LeaseEntry granted =
                after(stored(table(41, free, A)), new TableChange.Granted(KeyRange.ALL, A));
        assertThat(granted).isEqualTo(held(A, 42));
    }

    @Test
    void aTransferKeepsStateSinceUnderANewNumber() {
        CommittedState state = stored(table(7, RangeMap.of(new LeaseEntry(A, 6, 4)), A, B));
        LeaseEntry moved = after(state, new TableChange.Transferred(KeyRange.ALL, A, 6, B));
        assertThat(moved).isEqualTo(new LeaseEntry(B, 8, 4));
    }

    @Test
    void expiryIsARecordOfItsOwn() {
        DrivenManager manager = DrivenManager.leading(OF_A).wake(at(18_000));
        assertThat(manager.changes(TableChange.Freed.class)).hasSize(1);
        assertThat(manager.changes(TableChange.Granted.class)).isEmpty();
    }

    @Test
    void whatWasGrantedToAnOwnerThatExpiredIsFreedAgain() {
        CommittedState free = stored(table(5, RangeMap.of(Given.FREE), A));
        DrivenManager manager = DrivenManager.leading(free);
        manager.hears(request(A, 2, 1, 0, NOTHING), at(1));
        assertThat(manager.changes(TableChange.Granted.class)).hasSize(1);
        manager.wake(at(18_001)).commit(at(18_002));
        assertThat(manager.changes(TableChange.Freed.class)).hasSize(1);
    }

    @Test
    void stateSinceIsKeptForTheSuccessorNamed() {
        DrivenManager manager = recallingForB();
        manager.hears(handing(manager, 5, B), at(4));
        assertThat(manager.changes(TableChange.Transferred.class)).isNotEmpty();
    }

    @Test
    void stateSinceIsKeptOnlyForTheSuccessorNamed() {
        DrivenManager manager = recallingForB();
        manager.hears(handing(manager, 5, C), at(4));
        assertThat(manager.changes(TableChange.Transferred.class)).isEmpty();
        assertThat(manager.changes(TableChange.Freed.class)).isNotEmpty();
    }

    @Test
    void stateSinceIsKeptThoughAnotherIsPlannedMeanwhile() {
        DrivenManager manager = DrivenManager.leading(OF_A);
        handedToBAsAnotherJoins(manager);
        assertThat(manager.changes(TableChange.Freed.class)).isEmpty();
        assertThat(manager.changes(TableChange.Transferred.class)).isNotEmpty();
    }

    @Test
    void whatCameWithItsStateIsRecalledOnlyOnceItsHolderHasHadIt() {
        DrivenManager manager = DrivenManager.leading(OF_A);
        OwnerRef late = handedToBAsAnotherJoins(manager);
        manager.commit(at(7));
        assertThat(manager.list(B).recalls()).isEmpty();
        RangeMap<Long> came = manager.list(B).leases().map(lease -> lease.number());
        assertThat(came.get(KEY_B)).isEqualTo(manager.table().lsn());
        manager.hears(request(B, 2, 2, manager.list(B).sequence(), came), at(8));
        assertThat(manager.list(B).recalls())
                .isNotEmpty()
                .allMatch(recall -> recall.successor().equals(late));
    }

    /** Some of what a hands to b is by then planned for another, which is returned. */
    private static OwnerRef handedToBAsAnotherJoins(DrivenManager manager) {
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1));
        manager.hears(request(B, 2, 1, 0, NOTHING), at(2)).commit(at(3));
        KeyRange recalled = manager.list(A).recalls().getFirst().range();
        OwnerId other = somebodyPlannedFor(recalled);
        OwnerRequest release = handing(manager, 5, B);
        OwnerRef late = new OwnerRef(other, 1);
        manager.hears(request(late, 2, 1, 0, NOTHING), at(4)).commit(at(5));
        manager.hears(release, at(6));
        return late;
    }

    /** An owner that the plan gives some of what was b's as soon as it is here. */
    private static OwnerId somebodyPlannedFor(KeyRange range) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> new OwnerId("late-" + i))
                .filter(id ->
                        ConsistentHashing.assign(List.of(A.id(), B.id(), id), 1)
                                .pieces(range)
                                .stream()
                                .anyMatch(piece -> piece.value().owner().equals(id)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTransferIsBelievedOnlyOfTheNumberRecalled() {
        DrivenManager manager = recallingForB();
        manager.hears(handing(manager, 4, B), at(4));
        assertThat(manager.changes(TableChange.Transferred.class)).isEmpty();
        assertThat(manager.changes(TableChange.Freed.class)).isNotEmpty();
    }

    @Test
    void aLeaderThatDidNotHandleTheReleaseCuts() {
        CommittedState both = stored(table(6, RangeMap.of(held(A, 5)), A, B));
        DrivenManager next = DrivenManager.leading(both);
        next.hears(request(B, 2, 1, 0, NOTHING), at(9));
        Handover toB = new Handover(Given.plannedFor("a"), 5, B);
        OwnerRequest release = new OwnerRequest(
                SERVICE, A, Given.ADDRESS, 2, 51, 0, 0, NOTHING, List.of(toB), false);
        next.hears(release, at(10));
        assertThat(next.changes(TableChange.Transferred.class)).isEmpty();
        assertThat(next.changes(TableChange.Freed.class)).isNotEmpty();
    }

    /** Its other part goes to a joiner, and with that what kept it from being merged. */
    @Test
    void whatIsLeftOfAPlannedRangeIsMerged() {
        KeyRange whole = ConsistentHashing.assign(List.of(A.id(), B.id()), 1)
                .pieces(slot -> slot.owner().equals(A.id()))
                .getLast()
                .range();
        OwnerRef joiner = IntStream.range(0, 1000)
                .mapToObj(i -> ref("v" + i, 1))
                .filter(ref -> whole.contains(pointOf(ref)))
                .findFirst()
                .orElseThrow();
        KeyRange left = new KeyRange(whole.start(), pointOf(joiner));
        RangeMap<LeaseEntry> entries = RangeMap.of(held(B, 5));
        for (int i = 0; i < 40; i++) {
            KeyRange rest = new KeyRange(left.start() + 1000L * i, left.end());
            entries = entries.with(rest, held(A, 6 + i % 2));
        }
        RangeMap<Long> claimed = entries.map(entry -> entry.isHeldBy(A) ? entry.number() : 0L);
        DrivenManager manager = DrivenManager.leading(stored(table(50, entries, A, B)))
                .hears(request(A, 2, 1, 0, claimed), at(1))
                .hears(request(joiner, 2, 1, 0, NOTHING), at(2));
        assertThat(manager.changes(TableChange.Merged.class)).isEmpty();
        manager.commit(at(3));
        assertThat(manager.changes()).containsExactly(new TableChange.Merged(left, A));
    }

    private static long pointOf(OwnerRef owner) {
        return KeyHash.of(owner.id().value() + "\n0");
    }
}
