package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.C;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.request;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.TableChange;
import org.junit.jupiter.api.Test;

/** Owners that join together are one plan (docs/protocol.md, "Life of a lease"). */
class JoinWaitTest {
    private static final RangeMap<Long> NOTHING = RangeMap.of(0L);
    private static final CommittedState OF_A = stored(table(5, RangeMap.of(held(A, 5)), A));

    @Test
    void rangesOfALiveOwnerAreRecalledOnceForAllThatJoined() {
        DrivenManager manager = DrivenManager.leadingWithJoinWait(OF_A, JoinWait.STANDARD)
                .hears(request(A, 2, 1, 0, RangeMap.of(5L)), at(1))
                .hears(request(B, 2, 1, 0, NOTHING), at(10))
                .commit(at(11))
                .hears(request(C, 2, 1, 0, NOTHING), at(100))
                .commit(at(101));
        assertThat(manager.table().owners()).containsKeys(A, B, C);
        assertThat(manager.wakeAt).isEqualTo(at(351).monotonic());
        assertThat(manager.wake(at(350)).list(A).recalls()).isEmpty();
        manager.wake(at(351));
        assertThat(manager.list(A).recalls())
                .extracting(recall -> recall.successor().id())
                .contains(B.id(), C.id());
    }

    @Test
    void theFirstOwnersAreGrantedTheirRangesTogether() {
        CommittedState nobody = stored(table(5, RangeMap.of(LeaseEntry.NEVER_LEASED)));
        DrivenManager manager = DrivenManager.leadingWithJoinWait(nobody, JoinWait.STANDARD)
                .hears(request(A, 2, 1, 0, NOTHING), at(10))
                .commit(at(11))
                .hears(request(B, 2, 1, 0, NOTHING), at(20))
                .commit(at(21));
        assertThat(manager.changes()).isEmpty();
        manager.wake(at(271));
        assertThat(manager.changes(TableChange.Granted.class))
                .extracting(change -> ((TableChange.Granted) change).owner())
                .contains(A, B);
    }
}
