package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static io.centrifuge.core.rules.Given.held;
import static io.centrifuge.core.rules.Given.request;
import static io.centrifuge.core.rules.Given.stored;
import static io.centrifuge.core.rules.Given.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.ServiceName;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "A removed service": the owner a had all of it under 5 and has left, so its table is at 7. */
class RemovalRulesTest {
    private static final RangeMap<Long> NOTHING = RangeMap.of(0L);
    private static final ServiceName OTHER = new ServiceName("other");
    private static final long REMOVED_AT = 8;

    private final DrivenManager manager =
            DrivenManager.leading(stored(table(7, RangeMap.of(new LeaseEntry(null, 5, 6)))));

    private void remove() {
        manager.on(new ManagerEvent.RemoveService(SERVICE), at(1)).commit(at(1));
        assertThat(state().tables()).isEmpty();
    }

    private CommittedState state() {
        return manager.machine.view().state();
    }

    @Test
    void noNumberIsGivenOutTwice() {
        remove();
        assertThat(state().table(OTHER).lsn()).isEqualTo(REMOVED_AT);
        manager.hears(request(A, 2, 1, 0, NOTHING), at(2)).commitAll(at(2));
        manager.table()
                .entries()
                .pieces()
                .forEach(piece -> assertThat(piece.value().number()).isGreaterThan(REMOVED_AT));
        assertThat(manager.table().holdsAnything(A)).isTrue();
    }

    @Test
    void theHighestNumberOutlivesTheService() {
        remove();
        assertThat(state().highestNumber()).isEqualTo(REMOVED_AT);
    }

    @Test
    void aLookupFromBeforeIsSentTheEmptyTable() {
        remove();
        TableAnswer answer = manager.machine.view().history(SERVICE).answer(7);
        assertThat(answer).isEqualTo(manager.machine.view().history(SERVICE).whole());
        assertThat(manager.table().entries().any(entry -> entry.holder() != null))
                .isFalse();
        assertThat(manager.table().lsn()).isEqualTo(REMOVED_AT);
    }

    @Test
    void aServiceWithOwnersStays() {
        DrivenManager other = DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A)));
        other.on(new ManagerEvent.RemoveService(SERVICE), at(1));
        assertThat(other.changes(TableChange.Removed.class)).isEmpty();
    }

    @Test
    void aServiceThatSomebodyIsJoiningStays() {
        manager.hears(request(A, 2, 1, 0, NOTHING), at(1));
        manager.on(new ManagerEvent.RemoveService(SERVICE), at(1)).commitAll(at(2));
        assertThat(manager.table().holdsAnything(A)).isTrue();
    }

    /** Its removal is asked for while a's last record is on its way. */
    @Test
    void theOrderWaitsForWhatIsInFlight() {
        DrivenManager other = DrivenManager.leading(stored(table(5, RangeMap.of(held(A, 5)), A)));
        OwnerRequest farewell = request(A, 2, 1, 0, NOTHING);
        other.hears(
                new OwnerRequest(
                        SERVICE, A, farewell.address(), 2, 1, 0, 0, NOTHING, List.of(), true),
                at(1));
        other.on(new ManagerEvent.RemoveService(SERVICE), at(1)).commitAll(at(2));
        assertThat(other.table().owners()).isEmpty();
        other.on(new ManagerEvent.RemoveService(SERVICE), at(3)).commitAll(at(3));
        assertThat(other.machine.view().state().tables()).isEmpty();
    }

    /** Of another service a join is in flight when this one is removed: it is refused. */
    @Test
    void whatWasDecidedBelowTheFloorIsDecidedAgain() {
        manager.hears(of(OTHER), at(1));
        TableRecord join = (TableRecord) manager.proposed.removeFirst();
        assertThat(join.service()).isEqualTo(OTHER);
        remove();
        manager.sees(join, at(2)).commitAll(at(3));
        assertThat(state().table(OTHER).heldBy(A).any(Lease::isHeld)).isTrue();
    }

    private static OwnerRequest of(ServiceName service) {
        OwnerRequest request = request(A, 2, 1, 0, NOTHING);
        return new OwnerRequest(
                service, A, request.address(), 2, 1, 0, 0, NOTHING, List.of(), false);
    }
}
