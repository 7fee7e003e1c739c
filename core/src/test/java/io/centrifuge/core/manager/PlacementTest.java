package io.centrifuge.core.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.centrifuge.ClockReading;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When owners that joined are planned for, and what is planned for whom. */
class PlacementTest {
    private static final long MILLI = 1_000_000;
    private static final OwnerRef A = ref("a", 1);
    private static final OwnerRef B = ref("b", 1);
    private static final OwnerRef C = ref("c", 1);

    private final SortedMap<OwnerRef, OwnerEntry> owners = new TreeMap<>();

    private static OwnerRef ref(String id, long incarnation) {
        return new OwnerRef(new OwnerId(id), incarnation);
    }

    /** Close to where readings wrap around. */
    private static ClockReading at(long millis) {
        return new ClockReading(Long.MAX_VALUE - 1000 * MILLI + millis * MILLI, 0);
    }

    private LeaseTable table() {
        return new LeaseTable(
                new ServiceName("presence"), 1, RangeMap.of(LeaseEntry.NEVER_LEASED), owners);
    }

    private void is(OwnerRef owner, OwnerState state) {
        owners.put(owner, new OwnerEntry(new OwnerAddress("a:80"), state, 1));
    }

    private Placement placement(OwnerRef... planned) {
        for (OwnerRef owner : planned) {
            is(owner, OwnerState.ACTIVE);
        }
        return new Placement(table(), 8, JoinWait.STANDARD);
    }

    private void join(Placement placement, OwnerRef owner, long millis) {
        is(owner, OwnerState.ACTIVE);
        placement.joined(owner.id(), at(millis));
        assertThat(placement.replan(table(), Set.of(), Set.of(), at(millis)).concerned())
                .isEmpty();
    }

    @Test
    void whoIsThereAtFirstIsPlannedForAtOnce() {
        Placement placement = placement(A, B);
        assertThat(placement.plannedOwners()).containsExactly(A, B);
        assertThat(placement.wakeAt()).isEmpty();
    }

    @Test
    void joinsWithinAQuarterOfASecondAreOnePlan() {
        Placement placement = placement(A);
        join(placement, B, 0);
        join(placement, C, 249);
        assertThat(placement.wakeAt()).isEqualTo(OptionalLong.of(at(499).monotonic()));
        assertThat(placement.isDue(at(498))).isFalse();
        assertThat(placement.isDue(at(499))).isTrue();
        assertThat(placement.replan(table(), Set.of(), Set.of(), at(499)).concerned())
                .containsExactly(A, B, C);
        assertThat(placement.plannedOwners()).containsExactly(A, B, C);
        assertThat(placement.wakeAt()).isEmpty();
    }

    @Test
    void noneWaitsLongerThanTwoSeconds() {
        Placement placement = placement(A);
        for (int i = 0; i < 20; i++) {
            join(placement, ref("b" + i, 1), i * 100L);
        }
        assertThat(placement.wakeAt()).isEqualTo(OptionalLong.of(at(2000).monotonic()));
        assertThat(placement.replan(table(), Set.of(), Set.of(), at(2000)).concerned())
                .hasSize(21);
    }

    @Test
    void theFirstOwnersWaitToo() {
        Placement placement = placement();
        join(placement, A, 0);
        assertThat(placement.targets()).isEqualTo(RangeMap.of(Optional.empty()));
        assertThat(placement.replan(table(), Set.of(), Set.of(), at(250)).concerned())
                .containsExactly(A);
    }

    /** What a restarted server had is its again, without a move. */
    @Test
    void aNameThatIsPlannedForDoesNotWait() {
        Placement placement = placement(A, B);
        is(B, OwnerState.SUPERSEDED);
        OwnerRef restarted = ref("b", 2);
        is(restarted, OwnerState.ACTIVE);
        placement.joined(restarted.id(), at(0));
        assertThat(placement.replan(table(), Set.of(), Set.of(), at(0)).concerned())
                .containsExactly(B, restarted);
        assertThat(placement.plannedFor(B)).isEmpty();
        assertThat(placement.plannedFor(restarted)).isNotEmpty();
    }

    /** Whoever else leaves meanwhile, the plan for the others is made without those that wait. */
    @Test
    void aLeavePlansAtOnce() {
        Placement placement = placement(A, B);
        join(placement, C, 0);
        owners.remove(B);
        assertThat(placement.replan(table(), Set.of(), Set.of(), at(1)).concerned())
                .containsExactly(A, B);
        assertThat(placement.plannedOwners()).containsExactly(A);
        assertThat(placement.wakeAt()).isPresent();
    }

    @Test
    void theyWaitNoMoreWhereNobodyElseIsLeft() {
        Placement placement = placement(A);
        join(placement, B, 0);
        owners.remove(A);
        assertThat(placement.replan(table(), Set.of(), Set.of(), at(1)).concerned())
                .containsExactly(A, B);
        assertThat(placement.wakeAt()).isEmpty();
    }

    /** Somebody must answer: a drained owner has its ranges until others are planned for. */
    @Test
    void theLastOwnerIsPlannedForThoughItDrains() {
        Placement placement = placement(A);
        join(placement, B, 0);
        is(A, OwnerState.DRAINING);
        assertThat(placement.replan(table(), Set.of(), Set.of(), at(1)).concerned())
                .isEmpty();
        assertThat(placement.plannedOwners()).containsExactly(A);
        assertThat(placement.replan(table(), Set.of(), Set.of(), at(250)).concerned())
                .containsExactly(A, B);
        assertThat(placement.plannedOwners()).containsExactly(B);
    }

    @Test
    void whoLeftMeanwhileIsNotWaitedFor() {
        Placement placement = placement(A);
        join(placement, B, 0);
        owners.remove(B);
        assertThat(placement.replan(table(), Set.of(), Set.of(), at(250)).concerned())
                .isEmpty();
        assertThat(placement.plannedOwners()).containsExactly(A);
    }

    @Test
    void everyRangeIsPlannedForItsTarget() {
        Placement placement = placement(A, B, C);
        List<RangeMap<Boolean>> wrong = new ArrayList<>();
        for (OwnerRef owner : List.of(A, B, C)) {
            RangeMap<Boolean> planned = RangeMap.of(false);
            for (var range : placement.plannedFor(owner)) {
                planned = planned.with(range, true);
            }
            wrong.add(planned.zip(
                    placement.targets(), (is, target) -> is != target.equals(Optional.of(owner))));
        }
        assertThat(wrong).containsOnly(RangeMap.of(false));
        assertThat(placement.plannedFor(ref("d", 1))).isEmpty();
    }

    @Test
    void waitsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JoinWait(Duration.ofSeconds(-1), Duration.ZERO))
                .withMessageContaining("but waits PT-1S, and PT0S at most");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JoinWait(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JoinWait(Duration.ZERO, Duration.ofMinutes(2)));
    }
}
