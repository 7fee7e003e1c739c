package io.centrifuge.core.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ClockReading;
import io.centrifuge.KeyRange;
import io.centrifuge.LeaseCheck;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.Lease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every boundary of what an application is told it holds. */
class OwnerSnapshotTest {
    private static final long DURATION = 1_000;
    private static final long WALL = 5_000_000;
    private static final RangeMap<Lease> LEASES = RangeMap.of(Lease.NONE)
            .with(new KeyRange(10, Long.MIN_VALUE), new Lease(7, 4))
            .with(new KeyRange(Long.MIN_VALUE, -1), new Lease(9, 9));

    private static OwnerSnapshot startedAt(long monotonic) {
        return new OwnerSnapshot(LEASES, new ClockReading(monotonic, WALL), DURATION);
    }

    @Test
    void heldFromTheFirstKeyHashToTheLast() {
        OwnerSnapshot snapshot = startedAt(0);
        assertThat(snapshot.check(9, 1, WALL, 0)).isSameAs(LeaseCheck.NOT_HELD);
        assertThat(snapshot.check(10, 1, WALL, 0)).isEqualTo(new LeaseCheck(true, 7));
        assertThat(snapshot.check(Long.MAX_VALUE, 1, WALL, 0)).isEqualTo(new LeaseCheck(true, 7));
        assertThat(snapshot.check(Long.MIN_VALUE, 1, WALL, 0)).isEqualTo(new LeaseCheck(true, 9));
        assertThat(snapshot.check(-2, 1, WALL, 0)).isEqualTo(new LeaseCheck(true, 9));
        assertThat(snapshot.check(-1, 1, WALL, 0)).isSameAs(LeaseCheck.NOT_HELD);
        assertThat(snapshot.check(10, 1, WALL, 0)).isSameAs(snapshot.check(11, 1, WALL, 0));
    }

    /** The monotonic clock may stand anywhere, and wraps around in the middle of a lease. */
    @ParameterizedTest
    @ValueSource(longs = {0, -500, Long.MAX_VALUE - 500, Long.MIN_VALUE})
    void eitherClockEndsTheDuration(long start) {
        OwnerSnapshot snapshot = startedAt(start);
        assertHeld(snapshot, start, WALL, true);
        assertHeld(snapshot, start + DURATION - 1, WALL + DURATION - 1, true);
        assertHeld(snapshot, start + DURATION, WALL, false);
        assertHeld(snapshot, start, WALL + DURATION, false);
        assertHeld(snapshot, start + DURATION - 1, WALL - 3_600_000, true);
        assertHeld(snapshot, start + DURATION, WALL - 3_600_000, false);
    }

    private static void assertHeld(OwnerSnapshot snapshot, long mono, long wall, boolean held) {
        assertThat(snapshot.check(10, mono, wall, 0).held()).isEqualTo(held);
        assertThat(snapshot.isHeldSince(10, 7, mono, wall)).isEqualTo(held);
        assertThat(snapshot.remainingNanos(new ClockReading(mono, wall)) > 0).isEqualTo(held);
    }

    @Test
    void aMarginMustBeLeftByBothClocks() {
        OwnerSnapshot snapshot = startedAt(0);
        assertThat(snapshot.check(10, 899, WALL + 899, 100).held()).isTrue();
        assertThat(snapshot.check(10, 900, WALL, 100).held()).isFalse();
        assertThat(snapshot.check(10, 0, WALL + 900, 100).held()).isFalse();
        assertThat(snapshot.check(10, 0, WALL, DURATION - 1).held()).isTrue();
        assertThat(snapshot.check(10, 0, WALL, DURATION).held()).isFalse();
        assertThat(snapshot.check(10, 0, WALL, Long.MAX_VALUE).held()).isFalse();
    }

    @Test
    void heldSince() {
        OwnerSnapshot snapshot = startedAt(0);
        assertThat(snapshot.isHeldSince(10, 3, 1, WALL)).isFalse();
        assertThat(snapshot.isHeldSince(10, 4, 1, WALL)).isTrue();
        assertThat(snapshot.isHeldSince(10, 7, 1, WALL)).isTrue();
        assertThat(snapshot.isHeldSince(10, 8, 1, WALL)).isFalse();
        assertThat(snapshot.isHeldSince(-2, 8, 1, WALL)).isFalse();
        assertThat(snapshot.isHeldSince(-2, 9, 1, WALL)).isTrue();
        assertThat(snapshot.isHeldSince(-1, 0, 1, WALL)).isFalse();
        assertThat(snapshot.isHeldSince(9, 0, 1, WALL)).isFalse();
    }

    @Test
    void remainingIsTheLessOfBothClocks() {
        OwnerSnapshot snapshot = startedAt(0);
        assertThat(snapshot.remainingNanos(new ClockReading(300, WALL + 200))).isEqualTo(700);
        assertThat(snapshot.remainingNanos(new ClockReading(200, WALL + 300))).isEqualTo(700);
        assertThat(snapshot.remainingNanos(new ClockReading(1, WALL + DURATION)))
                .isZero();
    }

    @Test
    void nothingIsLeftOfNothing() {
        RangeMap<Lease> none = RangeMap.of(Lease.NONE);
        OwnerSnapshot snapshot = new OwnerSnapshot(none, new ClockReading(0, WALL), DURATION);
        assertThat(snapshot.remainingNanos(new ClockReading(1, WALL))).isNotPositive();
        assertThat(OwnerSnapshot.EMPTY.remainingNanos(new ClockReading(1, WALL)))
                .isNotPositive();
        assertThat(OwnerSnapshot.EMPTY.check(10, -1, -1, 0)).isSameAs(LeaseCheck.NOT_HELD);
        assertThat(OwnerSnapshot.EMPTY.isHeldSince(10, 0, -1, -1)).isFalse();
    }
}
