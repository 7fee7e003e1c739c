package io.centrifuge.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.centrifuge.KeyRange;
import io.centrifuge.LossCause;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The first state of a new history, and the bounds of histories. */
class RestoredStateTest {
    private static final ServiceName SERVICE = new ServiceName("presence");
    private static final OwnerRef A = new OwnerRef(new OwnerId("a"), 1);
    private static final KeyRange LOW_HALF = new KeyRange(0, Long.MIN_VALUE);
    private static final long START_OF_2 = 2L << 21;

    /** In history 0: a holds the low half under number 2. */
    private static CommittedState backup() {
        return CommittedState.EMPTY
                .apply(new LeaderWrite.TakeOver(LeaderRecord.NONE, 11, 18))
                .orElseThrow()
                .apply(new TableRecord(
                        1,
                        SERVICE,
                        0,
                        List.of(new TableChange.Joined(A, new OwnerAddress("a:80")))))
                .orElseThrow()
                .apply(new TableRecord(
                        1, SERVICE, 1, List.of(new TableChange.Granted(LOW_HALF, A))))
                .orElseThrow();
    }

    @Test
    void historiesAreTheHighBits() {
        assertThat(History.start(0)).isZero();
        assertThat(History.start(2)).isEqualTo(START_OF_2);
        assertThat(History.of(START_OF_2 - 1)).isEqualTo(1);
        assertThat(History.of(START_OF_2)).isEqualTo(2);
        assertThat(History.start(History.LAST)).isPositive();
        assertThat(History.of(Long.MAX_VALUE)).isEqualTo(History.LAST);
    }

    @Test
    void historiesOutOfBoundsAreRefused() {
        for (long history : new long[] {-1, History.LAST + 1, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> History.start(history))
                    .withMessageContaining(
                            "a history must be from 0 to 4398046511103, but is " + history);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backup().restoredAs(History.LAST + 1, 0));
    }

    @Test
    void nobodyLeadsAndLeasesOfTheLostHistoryMayRun() {
        assertThat(backup().restoredAs(2, 0).leader())
                .isEqualTo(new LeaderRecord(START_OF_2, 0, 0, true, 18, true));
        assertThat(backup().restoredAs(2, 65).leader())
                .isEqualTo(new LeaderRecord(START_OF_2, 0, 0, true, 65, true));
        assertThatIllegalArgumentException().isThrownBy(() -> backup().restoredAs(2, -1));
    }

    @Test
    void rangesKeepTheirNumbersAndNothingElse() {
        LeaseTable table = backup().restoredAs(2, 0).table(SERVICE);
        assertThat(table.lsn()).isEqualTo(START_OF_2);
        assertThat(table.owners()).isEmpty();
        assertThat(table.entries().get(0))
                .isEqualTo(new LeaseEntry(null, 2, START_OF_2, LossCause.RESTORED));
        assertThat(table.entries().get(-1))
                .isEqualTo(new LeaseEntry(null, 0, START_OF_2, LossCause.RESTORED));
    }

    @Test
    void aServiceThatTheBackupLacksStartsInTheNewHistory() {
        ServiceName other = new ServiceName("other");
        LeaseTable table = backup().restoredAs(2, 0).table(other);
        assertThat(table).isEqualTo(LeaseTable.empty(other, START_OF_2));
        assertThat(table.lsn()).isEqualTo(START_OF_2);
        assertThat(table.entries().get(0))
                .isEqualTo(new LeaseEntry(null, 0, START_OF_2, LossCause.RESTORED));
    }

    @Test
    void theFlagGoesOnUntilAHeartbeatClearsIt() {
        CommittedState led = taken(backup().restoredAs(2, 0), 22);
        long term = START_OF_2 + 1;
        assertThat(led.leader()).isEqualTo(new LeaderRecord(term, 22, 0, false, 18, true));
        CommittedState beaten =
                led.apply(new LeaderWrite.Heartbeat(term, 22, 1, 18, true)).orElseThrow();
        assertThat(beaten.leader().restored()).isTrue();
        CommittedState resigned = beaten.apply(new LeaderWrite.Resign(term, 22)).orElseThrow();
        assertThat(resigned.leader().restored()).isTrue();
        CommittedState waited =
                beaten.apply(new LeaderWrite.Heartbeat(term, 22, 2, 18, false)).orElseThrow();
        assertThat(waited.leader().restored()).isFalse();
        assertThat(taken(waited, 33).leader().restored()).isFalse();
    }

    /** One restored store may be restored again, each time in a higher history. */
    @Test
    void historiesOnlyGrow() {
        CommittedState second = taken(backup().restoredAs(2, 0), 22);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> second.restoredAs(2, 0))
                .withMessageContaining("must be above 2");
        assertThat(second.restoredAs(3, 0).table(SERVICE).lsn()).isEqualTo(3L << 21);
    }

    /** A service's numbers may have run on above the history of the term. */
    @Test
    void aHistoryIsAboveTheNumbersOfEveryService() {
        CommittedState restored = taken(backup().restoredAs(2, 0), 22);
        long term = restored.leader().term();
        CommittedState busy = new CommittedState(
                restored.leader(),
                new TreeMap<>(Map.of(SERVICE, LeaseTable.empty(SERVICE, History.start(7)))));
        assertThat(busy.leader().term()).isEqualTo(term);
        assertThat(busy.highestNumber()).isEqualTo(7L << 21);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> busy.restoredAs(7, 0))
                .withMessageContaining("must be above 7");
        assertThat(busy.restoredAs(8, 0).highestNumber()).isEqualTo(8L << 21);
    }

    @Test
    void aHistoryIsNamedByTheMillisecondInWhichItBegins() {
        long wallMillis = Instant.parse("2026-11-25T09:10:11.123Z").toEpochMilli();
        long history = History.at(wallMillis);
        assertThat(History.wallMillis(history)).isEqualTo(wallMillis);
        assertThat(History.at(wallMillis + 1)).isEqualTo(history + 1);
        for (String outside : new String[] {"2026-01-01T00:00:00Z", "2165-12-01T00:00:00Z"}) {
            long millis = Instant.parse(outside).toEpochMilli();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> History.at(millis))
                    .withMessageContaining("" + millis);
        }
    }

    private static CommittedState taken(CommittedState state, long process) {
        return state.apply(new LeaderWrite.TakeOver(state.leader(), process, 18))
                .orElseThrow();
    }
}
