package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.ADDRESS;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.C;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.request;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.TableChange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "Races". The manager leads in term 2, the owners' sessions are of term 1. */
class RaceRulesTest {
    private static final RangeMap<Lease> ALL = RangeMap.of(new Lease(5, 5));
    private static final RangeMap<Lease> NONE = RangeMap.of(Lease.NONE);
    private static final RangeMap<Long> ALL_5 = RangeMap.of(5L);

    private static DrivenManager manager() {
        return DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A)));
    }

    @Test
    void aListThatCrossedTheNewestRequestIsDropped() {
        DrivenOwner owner = DrivenOwner.inSession();
        long before = owner.newest().sequence();
        owner.says(at(2_000));
        owner.hears(owner.list(ALL, before, before), at(2_001));
        assertThat(owner.holds(7, at(2_001))).isFalse();
    }

    @Test
    void aDroppedListCountsAsSeen() {
        DrivenOwner owner = DrivenOwner.inSession();
        long before = owner.newest().sequence();
        owner.says(at(2_000));
        ManagerMessage.Leases crossed = owner.list(ALL, before, before);
        owner.hears(crossed, at(2_001));
        assertThat(owner.says(at(2_100)).seen()).isEqualTo(crossed.sequence());
        assertThat(owner.newest().handled()).isZero();
    }

    @Test
    void afterARaceTheOwnerTriesAgainSoon() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.says(at(3_750));
        owner.hears(owner.list(ALL, 2, 2), at(3_751));
        long crossed = owner.newest().sequence();
        assertThat(owner.says(at(3_850)).sequence()).isEqualTo(crossed + 1);
    }

    @Test
    void aRequestThatCrossedAListIsDropped() {
        DrivenManager manager = manager();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1));
        manager.sent.clear();
        manager.hears(request(A, 2, 2, 0, ALL_5), at(9_000));
        assertThat(manager.sent).containsExactly(new ManagerMessage.OutOfStep(SERVICE, A, 2, 1, 2));
        assertThat(manager.wake(at(18_001)).changes(TableChange.Freed.class)).hasSize(1);
    }

    @Test
    void aDroppedRequestCountsAsSeen() {
        DrivenManager manager = manager();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1));
        manager.hears(request(A, 2, 2, 0, ALL_5), at(2));
        assertThat(manager.last(ManagerMessage.OutOfStep.class).seen()).isEqualTo(2);
    }

    @Test
    void oneLostReplyDoesNotBlockASession() {
        DrivenManager manager = manager();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1));
        manager.sent.clear();
        manager.hears(request(A, 2, 2, 0, ALL_5), at(2));
        assertThat(manager.sent).hasSize(1);
        long shown = manager.last(ManagerMessage.OutOfStep.class).sequence();
        manager.hears(request(A, 2, 3, shown, ALL_5), at(3));
        assertThat(manager.list(A).handled()).isEqualTo(3);
    }

    @Test
    void aRepeatedListIsIgnored() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.says(at(3_750));
        long newest = owner.newest().sequence();
        ManagerMessage.Leases list = owner.list(ALL, newest, newest);
        owner.hears(list, at(3_751));
        owner.hears(list, at(3_752));
        assertThat(owner.effects).isEmpty();
    }

    @Test
    void aRepeatedRequestIsIgnored() {
        DrivenManager manager = manager();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1));
        long answered = manager.sent.size();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(9_000));
        assertThat(manager.sent).hasSize((int) answered);
    }

    @Test
    void ownerDropsLowerTerms() {
        DrivenOwner owner = DrivenOwner.inSession();
        owner.hears(new ManagerMessage.Hello(SERVICE, A, 3), at(1));
        long newest = owner.newest().sequence();
        owner.hears(owner.list(2, 1, ALL, newest, newest), at(2));
        assertThat(owner.holds(7, at(2))).isFalse();
        owner.hears(owner.list(3, 1, ALL, newest, newest), at(3));
        assertThat(owner.holds(7, at(3))).isTrue();
    }

    @Test
    void aLowerTermBeginsNothing() {
        DrivenOwner owner = DrivenOwner.inSession();
        owner.hears(new ManagerMessage.Hello(SERVICE, A, 3), at(1));
        owner.hears(new ManagerMessage.Hello(SERVICE, A, 2), at(2));
        assertThat(owner.newest().term()).isEqualTo(3);
    }

    @Test
    void theManagerDropsRequestsOfAnotherSession() {
        DrivenManager manager = manager();
        manager.hears(request(A, 1, 1, 0, RangeMap.of(0L)), at(1));
        assertThat(manager.sent).containsExactly(new ManagerMessage.Hello(SERVICE, A, 2));
        assertThat(manager.proposed).isEmpty();
    }

    @Test
    void aLeaderOfALowerTermThanTheOwnersAnswersThatItDoesNotLead() {
        DrivenManager manager = manager();
        manager.hears(request(A, 3, 1, 0, RangeMap.of(0L)), at(1));
        assertThat(manager.sent).containsExactly(new ManagerMessage.NotLeading(SERVICE, A));
        assertThat(manager.proposed).isEmpty();
    }

    @Test
    void aSessionsNumbersBeginAgainWithItsFirstRequest() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.hears(new ManagerMessage.Hello(SERVICE, A, 2), at(1));
        assertThat(owner.newest().term()).isEqualTo(2);
        assertThat(owner.newest().seen()).isZero();
        long newest = owner.newest().sequence();
        owner.hears(owner.list(2, 1, NONE, newest, newest), at(2));
        assertThat(owner.holds(7, at(2))).isFalse();
    }

    @Test
    void numbersRunOnThroughReconnects() {
        DrivenOwner owner = DrivenOwner.holding(5);
        long before = owner.newest().sequence();
        owner.on(new OwnerEvent.Disconnected(), at(100));
        assertThat(owner.says(at(1_200)).sequence()).isEqualTo(before + 1);
    }

    /** A request of before the farewell comes late, and begins a session. */
    @Test
    void theManagersNumbersRunOnWhereAnEarlierSessionLeftOff() {
        DrivenManager manager = manager().hears(request(A, 2, 40, 0, ALL_5), at(1));
        long first = manager.list(A).sequence();
        OwnerRequest farewell = new OwnerRequest(
                SERVICE, A, ADDRESS, 2, 42, first, first, RangeMap.of(0L), List.of(), true);
        manager.hears(farewell, at(2)).commitAll(at(2));
        long last = manager.list(A).sequence();
        manager.hears(request(A, 2, 41, 0, RangeMap.of(0L)), at(3));
        assertThat(manager.list(A).sequence()).isEqualTo(last + 1);
    }

    @Test
    void oneUnacknowledgedPushAnOwner() {
        DrivenManager manager = manager();
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1));
        manager.sent.clear();
        manager.hears(request(B, 2, 1, 0, RangeMap.of(0L)), at(2)).commitAll(at(2));
        manager.hears(request(C, 2, 1, 0, RangeMap.of(0L)), at(3)).commitAll(at(3));
        manager.wake(at(4));
        assertThat(manager.lists(A)).hasSize(1);
        manager.hears(request(A, 2, 2, manager.list(A).sequence(), ALL_5), at(5));
        assertThat(manager.lists(A)).hasSize(2);
    }

    @Test
    void aNumberThatAListLackedNeverComesBack() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.hearsList(NONE, at(1)).hearsList(ALL, at(2));
        assertThat(owner.holds(7, at(2))).isFalse();
        owner.hearsList(RangeMap.of(new Lease(6, 6)), at(3));
        assertThat(owner.holds(7, at(3))).isTrue();
    }

    @Test
    void aNumberThatTheClockEndedNeverComesBack() {
        DrivenOwner owner = DrivenOwner.holding(5);
        owner.says(at(4_500));
        owner.hearsList(ALL, at(15_000));
        assertThat(owner.holds(7, at(15_000))).isFalse();
    }

    @Test
    void whatEndedIsNotForgottenWhenItsDetailsAre() {
        Lease[] slices = new Lease[5_000];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = new Lease(1 + i % 2, 1);
        }
        RangeMap<Lease> many = Given.slices(slices);
        DrivenOwner owner = DrivenOwner.inSession();
        owner.hearsList(many, at(1)).hearsList(NONE, at(2)).hearsList(many, at(3));
        assertThat(owner.visible.leases()).isEqualTo(NONE);
    }

    @Test
    void aMessageMeantForAnotherIncarnationIsDropped() {
        DrivenOwner owner = DrivenOwner.inSession();
        DrivenOwner other = new DrivenOwner(Given.ref("a", 2));
        long newest = owner.newest().sequence();
        owner.hears(other.list(ALL, newest, newest), at(1));
        assertThat(owner.holds(7, at(1))).isFalse();
    }

    /** Else an owner would skip every other manager while it looks for the leader. */
    @Test
    void aManagerThatDoesNotLeadIsNotSilent() {
        DrivenOwner owner = new DrivenOwner(A).wake(at(0));
        owner.hears(new ManagerMessage.NotLeading(SERVICE, A), at(1_900));
        owner.says(at(2_100));
        assertThat(owner.did(OwnerEffect.Reconnect.class)).isFalse();
    }

    @Test
    void halfOpenStreamIsReplacedAfterOneSilentPeriod() {
        DrivenOwner owner = DrivenOwner.holding(5);
        long newest = owner.newest().sequence();
        owner.hears(owner.list(ALL, newest, newest), at(1)).wake(at(3_751));
        assertThat(owner.did(OwnerEffect.Reconnect.class)).isFalse();
        owner.wake(at(7_501));
        assertThat(owner.did(OwnerEffect.Reconnect.class)).isTrue();
        assertThat(owner.did(OwnerEffect.Send.class)).isTrue();
    }

    /** It may be the path that is long: what was given up was then a handshake. */
    @Test
    void whoHoldsNothingWaitsLongerAfterEachSilentStream() {
        DrivenOwner owner = new DrivenOwner(A);
        List<Integer> givenUp = new ArrayList<>();
        for (int second = 0; second <= 64; second += 2) {
            owner.wake(at(second * 1_000L));
            if (owner.did(OwnerEffect.Reconnect.class)) {
                givenUp.add(second);
            }
        }
        assertThat(givenUp).containsExactly(2, 6, 14, 30, 46, 62);
    }

    @Test
    void aLeadersWordEndsThePatience() {
        DrivenOwner owner = new DrivenOwner(A).wake(at(0)).wake(at(2_000));
        owner.hears(new ManagerMessage.Hello(SERVICE, A, 1), at(2_500)).wake(at(4_500));
        assertThat(owner.did(OwnerEffect.Reconnect.class)).isTrue();
    }

    /** The answer may wait to be heard, and another request would cross it. */
    @Test
    void whoseProcessDidNotRunHearsWhatWaitsFirst() {
        DrivenOwner owner = DrivenOwner.holding(5);
        long asked = owner.says(at(3_750)).sequence();
        owner.wake(at(9_000));
        assertThat(owner.effects).isEmpty();
        owner.hears(owner.list(ALL, asked, asked), at(9_001));
        assertThat(owner.check(7, at(18_749)).held()).isTrue();
    }

    @Test
    void whoseProcessDidNotRunWaitsOnlyALittle() {
        DrivenOwner owner = DrivenOwner.holding(5).wake(at(3_750)).wake(at(9_000));
        owner.wake(at(9_938));
        assertThat(owner.did(OwnerEffect.Reconnect.class)).isTrue();
        assertThat(owner.did(OwnerEffect.Send.class)).isTrue();
    }

    @Test
    void whatWasHandedOnIsSaidUntilARequestThatSaidSoWasHandled() {
        DrivenOwner owner = new DrivenOwner(A, true).wake(at(0));
        owner.hears(new ManagerMessage.Hello(SERVICE, A, 1), at(0)).hearsList(ALL, at(0));
        long newest = owner.newest().sequence();
        owner.hears(Given.recalling(owner.list(NONE, newest, newest), KeyRange.ALL, 5, B), at(1));
        assertThat(owner.newest().transferred()).hasSize(1);
        long said = owner.newest().sequence();
        owner.hears(owner.list(NONE, said, said - 1), at(2));
        assertThat(owner.newest().transferred()).hasSize(1);
        owner.hearsList(NONE, at(3));
        assertThat(owner.says(at(4_000)).transferred()).isEmpty();
    }

    /** The leader that it was said to may have had another successor in mind than the next has. */
    @Test
    void whatWasHandedOnIsNotSaidToAnotherLeader() {
        DrivenOwner owner = new DrivenOwner(A, true).wake(at(0));
        owner.hears(new ManagerMessage.Hello(SERVICE, A, 1), at(0)).hearsList(ALL, at(0));
        long newest = owner.newest().sequence();
        owner.hears(Given.recalling(owner.list(NONE, newest, newest), KeyRange.ALL, 5, B), at(1));
        assertThat(owner.newest().transferred()).hasSize(1);
        owner.hears(new ManagerMessage.Hello(SERVICE, A, 2), at(2));
        assertThat(owner.newest().term()).isEqualTo(2);
        assertThat(owner.newest().transferred()).isEmpty();
    }
}
