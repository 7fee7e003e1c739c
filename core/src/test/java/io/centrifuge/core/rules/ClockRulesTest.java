package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.request;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.state.LeaderRecord;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.TableChange;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** "Clocks" and "One snapshot". The owner's duration is 15 s, the manager's 18 s. */
class ClockRulesTest {
    private static final RangeMap<Lease> ALL = RangeMap.of(new Lease(5, 5));

    @Test
    void ownerCountsItsDurationFromBeforeItSentTheRequest() {
        DrivenOwner owner = DrivenOwner.inSession();
        owner.hearsList(ALL, at(5_000));
        assertThat(owner.holds(7, at(14_999))).isTrue();
        assertThat(owner.holds(7, at(15_000))).isFalse();
    }

    @Test
    void theManagerCountsALongerDurationFromWhenItHandledTheRequest() {
        DrivenManager manager = DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A)));
        manager.hears(request(A, 2, 1, 0, RangeMap.of(5L)), at(4_000));
        assertThat(manager.wake(at(21_999)).changes()).isEmpty();
        assertThat(manager.wake(at(22_000)).changes(TableChange.Freed.class)).hasSize(1);
    }

    @Test
    void theManagersDurationIsAtLeastTheOwnersTimesTheRateBound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> timing(15_000, 17_999, 3_750))
                .withMessageContaining("clock rate");
        assertThat(timing(15_000, 18_000, 3_750)).isEqualTo(LeaseTiming.STANDARD);
    }

    @Test
    void theOwnersDurationIsAtLeastFourRenewalPeriods() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> timing(15_000, 18_000, 3_751))
                .withMessageContaining("four renewal periods");
    }

    @Test
    void twoLostRenewalsKeepTheLeaseTheThirdLosesIt() {
        DrivenOwner owner = DrivenOwner.holding(5);
        for (long lost : new long[] {3_750, 7_500}) {
            owner.sent.clear();
            assertThat(owner.wake(at(lost)).sent).hasSize(1);
        }
        owner.wake(at(11_250)).hearsList(ALL, at(11_251));
        assertThat(owner.holds(7, at(26_249))).isTrue();
        for (long lost : new long[] {15_000, 18_750, 22_500}) {
            owner.sent.clear();
            assertThat(owner.wake(at(lost)).sent).hasSize(1);
        }
        assertThat(owner.wake(at(26_250)).holds(7, at(26_250))).isFalse();
    }

    @Test
    void wallClockEndsAnOwnersDurationWhereTheMonotonicStoodStill() {
        DrivenOwner owner = DrivenOwner.holding(5);
        assertThat(owner.holds(7, at(1_000, 14_999))).isTrue();
        assertThat(owner.holds(7, at(1_000, 15_000))).isFalse();
    }

    @Test
    void aWallClockThatJumpsBackLeavesTheMonotonicInCharge() {
        DrivenOwner owner = DrivenOwner.holding(5);
        assertThat(owner.holds(7, at(14_999, -3_600_000))).isTrue();
        assertThat(owner.holds(7, at(15_000, -3_600_000))).isFalse();
    }

    @Test
    void aLeadersOwnLeadershipEndsByEitherClock() {
        DrivenManager manager = DrivenManager.standby(1, stored(table(0, freeTable())), at(0));
        manager.commit(at(0));
        assertThat(manager.wake(at(100, 1_999)).leads()).isTrue();
        assertThat(manager.wake(at(100, 2_000)).leads()).isFalse();
    }

    @Test
    void whoeverWaitsTrustsTheMonotonicClockAlone() {
        LeaderRecord other = new LeaderRecord(1, 99, 0, false, 0, false);
        DrivenManager standby =
                DrivenManager.standby(1, stored(table(0, freeTable()), other), at(0));
        assertThat(standby.wake(at(2_000, 3_600_000)).proposed).isEmpty();
        assertThat(standby.wake(at(2_400, 3_600_000)).proposed).hasSize(1);
    }

    @Test
    void whatTheClockEndedEndsForTheApplicationToo() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.wake(at(1_000, 15_000));
        assertThat(owner.holds(7, at(1_001, 1_001))).isFalse();
    }

    @Test
    void rangesAndDurationAreOneSnapshot() {
        DrivenOwner owner = DrivenOwner.holding(5);
        OwnerSnapshot old = owner.visible;
        owner.wake(at(4_500)).hearsList(RangeMap.of(Lease.NONE), at(4_501));
        assertThat(old.check(7, at(15_000).monotonic(), at(15_000).wall(), 0).held())
                .isFalse();
    }

    @Test
    void aMarginIsTakenFromTheDuration() {
        OwnerSnapshot snapshot = DrivenOwner.holding(5).visible;
        long margin = Duration.ofSeconds(4).toNanos();
        assertThat(snapshot.check(7, at(10_999).monotonic(), 0, margin).held()).isTrue();
        assertThat(snapshot.check(7, at(11_000).monotonic(), 0, margin).held()).isFalse();
    }

    @Test
    void aListThatComesAfterItsDurationGivesNothing() {
        DrivenOwner owner = DrivenOwner.inSession();
        owner.hearsList(ALL, at(15_000));
        assertThat(owner.visible.leases()).isEqualTo(RangeMap.of(Lease.NONE));
    }

    @Test
    void numbersOnlyAnswerExtendsNothing() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.says(at(3_750));
        owner.hears(
                new ManagerMessage.OutOfStep(
                        Given.SERVICE, A, 1, 2, owner.newest().sequence()),
                at(3_751));
        assertThat(owner.holds(7, at(14_999))).isTrue();
        assertThat(owner.holds(7, at(15_000))).isFalse();
    }

    @Test
    void aPushExtendsNothing() {
        DrivenOwner owner = DrivenOwner.holding(5);
        long handled = 2;
        owner.hears(owner.list(ALL, owner.newest().sequence(), handled), at(3_000));
        assertThat(owner.holds(7, at(14_999))).isTrue();
        assertThat(owner.holds(7, at(15_000))).isFalse();
    }

    private static RangeMap<LeaseEntry> freeTable() {
        return RangeMap.of(LeaseEntry.NEVER_LEASED);
    }

    private static LeaseTiming timing(long owner, long manager, long renewal) {
        return new LeaseTiming(
                Duration.ofMillis(owner),
                Duration.ofMillis(manager),
                Duration.ofMillis(renewal),
                1.2);
    }
}
