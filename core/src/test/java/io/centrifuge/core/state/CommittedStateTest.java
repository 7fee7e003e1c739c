package io.centrifuge.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the store refuses, and that a refusal changes nothing. */
class CommittedStateTest {
    private static final ServiceName SERVICE = new ServiceName("presence");
    private static final OwnerRef A = new OwnerRef(new OwnerId("a"), 1);
    private static final OwnerAddress ADDRESS = new OwnerAddress("a:80");
    private static final long LEASE = 18;

    private static CommittedState takenOver(CommittedState state, long process) {
        return state.apply(new LeaderWrite.TakeOver(state.leader(), process, LEASE))
                .orElseThrow();
    }

    private static TableRecord joins(long term, long follows, OwnerRef owner) {
        return new TableRecord(
                term, SERVICE, follows, List.of(new TableChange.Joined(owner, ADDRESS)));
    }

    @Test
    void aTakeoverBeginsTheNextTerm() {
        CommittedState first = takenOver(CommittedState.EMPTY, 11);
        assertThat(first.leader()).isEqualTo(new LeaderRecord(1, 11, 0, false, LEASE, false));
        assertThat(takenOver(first, 22).leader())
                .isEqualTo(new LeaderRecord(2, 22, 0, false, LEASE, false));
    }

    /** What the last leader leased may still run, however short the new leader's own durations. */
    @Test
    void aTakeoverKeepsTheLongestLease() {
        CommittedState first = takenOver(CommittedState.EMPTY, 11);
        LeaderRecord shorter = first.apply(new LeaderWrite.TakeOver(first.leader(), 22, LEASE - 1))
                .orElseThrow()
                .leader();
        LeaderRecord longer = first.apply(new LeaderWrite.TakeOver(first.leader(), 22, LEASE + 1))
                .orElseThrow()
                .leader();
        assertThat(shorter.longestLeaseNanos()).isEqualTo(LEASE);
        assertThat(longer.longestLeaseNanos()).isEqualTo(LEASE + 1);
    }

    @Test
    void aTakeoverIsRefusedOnceAnythingChanged() {
        CommittedState first = takenOver(CommittedState.EMPTY, 11);
        LeaderWrite late = new LeaderWrite.TakeOver(first.leader(), 22, LEASE);
        CommittedState beaten =
                first.apply(new LeaderWrite.Heartbeat(1, 11, 1, LEASE, false)).orElseThrow();
        CommittedState resigned = first.apply(new LeaderWrite.Resign(1, 11)).orElseThrow();
        CommittedState taken = takenOver(first, 33);
        for (CommittedState state : List.of(beaten, resigned, taken, CommittedState.EMPTY)) {
            assertThat(state.apply(late)).isEmpty();
        }
        assertThat(taken.apply(new LeaderWrite.TakeOver(first.leader(), 33, LEASE)))
                .isEmpty();
    }

    @Test
    void heartbeatsCountUp() {
        CommittedState state = takenOver(CommittedState.EMPTY, 11);
        for (long number = 1; number <= 3; number++) {
            state = state.apply(new LeaderWrite.Heartbeat(1, 11, number, LEASE + number, false))
                    .orElseThrow();
            assertThat(state.leader())
                    .isEqualTo(new LeaderRecord(1, 11, number, false, LEASE + number, false));
        }
    }

    @Test
    void heartbeatsAreRefused() {
        CommittedState state = takenOver(takenOver(CommittedState.EMPTY, 11), 22)
                .apply(new LeaderWrite.Heartbeat(2, 22, 1, LEASE, false))
                .orElseThrow();
        for (LeaderWrite.Heartbeat beat : List.of(
                new LeaderWrite.Heartbeat(1, 11, 2, LEASE, false),
                new LeaderWrite.Heartbeat(1, 22, 2, LEASE, false),
                new LeaderWrite.Heartbeat(2, 11, 2, LEASE, false),
                new LeaderWrite.Heartbeat(3, 22, 2, LEASE, false),
                new LeaderWrite.Heartbeat(2, 22, 1, LEASE, false),
                new LeaderWrite.Heartbeat(2, 22, 3, LEASE, false))) {
            assertThat(state.apply(beat)).as("%s", beat).isEmpty();
        }
        CommittedState resigned = state.apply(new LeaderWrite.Resign(2, 22)).orElseThrow();
        assertThat(resigned.apply(new LeaderWrite.Heartbeat(2, 22, 2, LEASE, false)))
                .isEmpty();
    }

    @Test
    void onlyTheLeaderResigns() {
        CommittedState state = takenOver(CommittedState.EMPTY, 11)
                .apply(new LeaderWrite.Heartbeat(1, 11, 1, LEASE, false))
                .orElseThrow();
        assertThat(state.apply(new LeaderWrite.Resign(1, 22))).isEmpty();
        assertThat(state.apply(new LeaderWrite.Resign(2, 11))).isEmpty();
        assertThat(state.apply(new LeaderWrite.Resign(1, 11)).orElseThrow().leader())
                .isEqualTo(new LeaderRecord(1, 11, 1, true, LEASE, false));
    }

    @Test
    void tableRecordsOfAnotherTermAreRefused() {
        CommittedState state = takenOver(takenOver(CommittedState.EMPTY, 11), 22);
        assertThat(state.apply(joins(1, 0, A))).isEmpty();
        assertThat(state.apply(joins(3, 0, A))).isEmpty();
        assertThat(state.apply(joins(2, 0, A)).orElseThrow().table(SERVICE).lsn())
                .isEqualTo(1);
    }

    @Test
    void aTableRecordAppliesOnceAndInItsPlace() {
        CommittedState state = takenOver(CommittedState.EMPTY, 11);
        assertThat(state.apply(joins(1, 1, A))).isEmpty();
        CommittedState joined = state.apply(joins(1, 0, A)).orElseThrow();
        assertThat(joined.apply(joins(1, 0, A))).isEmpty();
        assertThat(joined.apply(joins(1, 2, A))).isEmpty();
    }

    @Test
    void servicesDoNotTouchEachOther() {
        ServiceName other = new ServiceName("other");
        CommittedState state =
                takenOver(CommittedState.EMPTY, 11).apply(joins(1, 0, A)).orElseThrow();
        assertThat(state.table(other)).isEqualTo(LeaseTable.empty(other, 0));
        TableRecord grant =
                new TableRecord(1, SERVICE, 1, List.of(new TableChange.Granted(KeyRange.ALL, A)));
        CommittedState granted = state.apply(grant).orElseThrow();
        assertThat(granted.table(SERVICE).entries().get(0)).isEqualTo(new LeaseEntry(A, 2, 2));
        assertThat(granted.tables()).containsOnlyKeys(SERVICE);
        assertThat(granted.leader()).isEqualTo(state.leader());
    }
}
