package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.ref;
import static io.centrifuge.core.rules.Given.request;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "Administrators' orders": the owner a holds all under 5, and b is here too. */
class OrderRulesTest {
    private static final RangeMap<Long> ALL_5 = RangeMap.of(5L);
    private static final RangeMap<Long> NOTHING = RangeMap.of(0L);

    private final DrivenManager manager =
            DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A, B)));

    private void bothAreHere() {
        manager.hears(request(A, 2, 1, 0, ALL_5), at(1));
        manager.hears(request(B, 2, 1, 0, NOTHING), at(2));
        manager.commitAll(at(3));
    }

    private void order(ManagerEvent.Order order, int millis) {
        manager.on(order, at(millis)).commit(at(millis));
    }

    @Test
    void whoIsUndrainedIsActiveAgain() {
        bothAreHere();
        order(new ManagerEvent.Drain(SERVICE, A.id()), 4);
        assertThat(manager.table().isIn(A, OwnerState.DRAINING)).isTrue();
        order(new ManagerEvent.Undrain(SERVICE, A.id()), 5);
        assertThat(manager.table().isIn(A, OwnerState.ACTIVE)).isTrue();
    }

    @Test
    void theLastWordCountsAlsoWhileTheFirstIsNotCommitted() {
        bothAreHere();
        manager.on(new ManagerEvent.Drain(SERVICE, A.id()), at(4));
        assertThat(manager.changes()).containsExactly(new TableChange.Drained(A));
        manager.on(new ManagerEvent.Undrain(SERVICE, A.id()), at(5)).commit(at(6));
        assertThat(manager.changes(TableChange.Undrained.class))
                .isEqualTo(List.of(new TableChange.Undrained(A)));
        manager.commitAll(at(7)).wake(at(8));
        assertThat(manager.table().isIn(A, OwnerState.ACTIVE)).isTrue();
        assertThat(manager.changes()).isEmpty();
    }

    @Test
    void anOrderSaysNothingOfTheNextIncarnation() {
        OwnerRef restarted = ref("a", 2);
        bothAreHere();
        manager.hears(request(restarted, 2, 1, 0, NOTHING), at(4));
        manager.on(new ManagerEvent.Drain(SERVICE, A.id()), at(5)).commitAll(at(6));
        assertThat(manager.table().isIn(restarted, OwnerState.ACTIVE)).isTrue();
        assertThat(manager.table().isIn(A, OwnerState.SUPERSEDED)).isTrue();
    }
}
