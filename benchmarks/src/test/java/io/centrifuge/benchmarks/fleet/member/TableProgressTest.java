package io.centrifuge.benchmarks.fleet.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TableProgressTest {
    private final TableProgress progress = new TableProgress();

    private static CommitTime commit(long lsn, long millisAgo) {
        return new CommitTime(0, lsn, System.nanoTime() - millisAgo * 1_000_000);
    }

    @Test
    void eachLookupAndChangeIsATime() {
        progress.committed(List.of(commit(4, 3_000), commit(5, 2_000)));
        progress.applied(0, 3, 5);
        progress.applied(0, 4, 5);

        List<AppliedLsn> applied = progress.take();

        Histogram times = Latencies.of(progress.takeLatencies());
        assertThat(times.getTotalCount()).isEqualTo(3);
        assertThat(times.getMinValue()).isBetween(1_990_000_000L, 2_990_000_000L);
        assertThat(times.getMaxValue()).isGreaterThan(2_990_000_000L);
        assertThat(applied)
                .extracting(AppliedLsn::lsn, AppliedLsn::count)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(4L, 1),
                        org.assertj.core.groups.Tuple.tuple(5L, 2));
        assertThat(Latencies.of(progress.takeLatencies()).getTotalCount()).isZero();
    }

    @Test
    void aFirstTableIsNoChange() {
        progress.committed(List.of(commit(5, 1)));
        progress.applied(0, 0, 5);

        assertThat(progress.take()).isEmpty();
    }

    @Test
    void aStepWaitsForItsCommitToBeKnown() {
        progress.applied(0, 4, 5);
        assertThat(progress.take()).isEmpty();

        progress.committed(List.of(commit(5, 1)));

        assertThat(progress.take())
                .singleElement()
                .satisfies(applied -> assertThat(applied.count()).isOne());
    }

    @Test
    void itKnowsSinceWhenAllAreConnected() {
        progress.disconnected();
        progress.disconnected();
        progress.connected();
        assertThat(progress.countDisconnected()).isOne();
        long before = System.nanoTime();

        progress.connected();

        assertThat(progress.countDisconnected()).isZero();
        assertThat(progress.connectedSince() - before).isNotNegative();
    }
}
