package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.ADDRESS;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.slices;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerAddress;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.ManagerMessage.Leases;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.reference.ManagerEnd;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerEnd;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Received;
import io.centrifuge.core.reference.Unchanged;
import io.centrifuge.core.reference.Unresolved;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import java.util.List;
import org.junit.jupiter.api.Test;

/** "By reference". The session is of term 1; each side's numbers are its own. */
class ReferenceRulesTest {
    private static final RangeMap<Lease> NONE = RangeMap.of(Lease.NONE);
    private static final RangeMap<Lease> BOTH = slices(new Lease(5, 5), new Lease(6, 6));
    private static final RangeMap<Lease> ONE = slices(new Lease(5, 5), Lease.NONE);
    private static final Handover RECALL = new Handover(KeyRange.ALL, 6, B);

    private final OwnerEnd owner = new OwnerEnd(SERVICE, A);
    private final ManagerEnd manager = new ManagerEnd(SERVICE, A);

    private static OwnerRequest request(
            long term, long sequence, long seen, long handled, RangeMap<Lease> held) {
        return new OwnerRequest(
                SERVICE,
                A,
                ADDRESS,
                term,
                sequence,
                seen,
                handled,
                held.map(Lease::number),
                List.of(),
                false);
    }

    private static OwnerRequest request(
            long sequence, long seen, long handled, RangeMap<Lease> held) {
        return request(1, sequence, seen, handled, held);
    }

    private static Leases list(
            long term, OwnerRef to, long sequence, long answers, RangeMap<Lease> leases) {
        return new Leases(
                SERVICE,
                to,
                term,
                sequence,
                answers,
                answers,
                LeaseTiming.STANDARD,
                leases,
                List.of());
    }

    private static Leases list(long sequence, long answers, RangeMap<Lease> leases) {
        return list(1, A, sequence, answers, leases);
    }

    private static Leases recalling(Leases list) {
        return Given.recalling(list, RECALL.range(), RECALL.number(), RECALL.successor());
    }

    /** Owner and manager both know list 7, which answered request 3 and named both slices. */
    private void knowList7() {
        manager.receive(owner.send(request(3, 0, 0, NONE)));
        assertThat(owner.receive(manager.send(list(7, 3, BOTH))).message()).isPresent();
    }

    private static Unchanged unchanged(long sequence, long seen, long handled) {
        return new Unchanged(SERVICE, A, 1, sequence, seen, handled);
    }

    private static boolean isWhole(ManagerFrame frame) {
        return frame instanceof ManagerFrame.Whole;
    }

    private static boolean isWhole(OwnerFrame frame) {
        return frame instanceof OwnerFrame.Whole;
    }

    @Test
    void anUnchangedRenewalIsByReferenceBothWays() {
        knowList7();
        OwnerRequest renewal = request(4, 7, 7, BOTH);
        OwnerFrame asked = owner.send(renewal);
        assertThat(asked).isEqualTo(unchanged(4, 7, 7));
        assertThat(manager.receive(asked).message()).contains(renewal);
        ManagerFrame answer = manager.send(list(8, 4, BOTH));
        assertThat(answer).isEqualTo(unchanged(8, 4, 4));
        assertThat(owner.receive(answer).message()).contains(list(8, 4, BOTH));
        assertThat(owner.send(request(5, 8, 8, BOTH))).isEqualTo(unchanged(5, 8, 8));
    }

    /** List 8 takes the second slice away and is dropped: the owner still holds it. */
    @Test
    void aRequestRefersToTheListThatWasHandled() {
        knowList7();
        manager.send(list(8, 3, ONE));
        OwnerRequest renewal = request(4, 8, 7, BOTH);
        assertThat(manager.receive(owner.send(renewal)).message()).contains(renewal);
    }

    @Test
    void aRequestThatHoldsAnythingElseIsWhole() {
        knowList7();
        assertThat(isWhole(owner.send(request(4, 7, 7, ONE)))).isTrue();
    }

    @Test
    void aRequestThatHandsStateOnIsWhole() {
        knowList7();
        OwnerRequest renewal = request(4, 7, 7, BOTH);
        OwnerRequest handing = new OwnerRequest(
                SERVICE, A, ADDRESS, 1, 4, 7, 7, renewal.held(), List.of(RECALL), false);
        assertThat(isWhole(owner.send(handing))).isTrue();
    }

    @Test
    void aRequestOfWhoRetiresIsWhole() {
        knowList7();
        OwnerRequest renewal = request(4, 7, 7, BOTH);
        OwnerRequest retiring = new OwnerRequest(
                SERVICE, A, ADDRESS, 1, 4, 7, 7, renewal.held(), List.of(), true, false);
        assertThat(isWhole(owner.send(retiring))).isTrue();
    }

    @Test
    void aRequestToLeaveIsWhole() {
        manager.receive(owner.send(request(3, 0, 0, NONE)));
        owner.receive(manager.send(list(7, 3, NONE)));
        OwnerRequest leaving =
                new OwnerRequest(SERVICE, A, ADDRESS, 1, 4, 7, 7, RangeMap.of(0L), List.of(), true);
        assertThat(isWhole(owner.send(leaving))).isTrue();
    }

    @Test
    void aRequestFromAnotherAddressIsWhole() {
        knowList7();
        OwnerRequest renewal = request(4, 7, 7, BOTH);
        OwnerRequest moved = new OwnerRequest(
                SERVICE,
                A,
                new OwnerAddress("127.0.0.1:8081"),
                1,
                4,
                7,
                7,
                renewal.held(),
                List.of(),
                false);
        assertThat(isWhole(owner.send(moved))).isTrue();
    }

    /** A list 7 of term 2 came by another stream. */
    @Test
    void nothingRefersToAnotherSession() {
        knowList7();
        assertThat(isWhole(owner.send(request(2, 4, 0, 0, BOTH)))).isTrue();
        assertThat(isWhole(owner.send(request(2, 5, 7, 7, BOTH)))).isTrue();
    }

    /** List 8 takes the second slice away and is dropped; list 9 says so again. */
    @Test
    void aListRefersToTheOneThatTheRequestHandled() {
        knowList7();
        manager.send(list(8, 3, ONE));
        manager.receive(owner.send(request(4, 8, 7, BOTH)));
        assertThat(isWhole(manager.send(list(9, 4, ONE)))).isTrue();
    }

    @Test
    void aPushedListIsWhole() {
        knowList7();
        manager.receive(owner.send(request(4, 7, 7, BOTH)));
        assertThat(isWhole(manager.send(list(8, 4, ONE)))).isTrue();
        assertThat(isWhole(manager.send(list(9, 4, BOTH)))).isTrue();
    }

    @Test
    void aListThatRecallsIsWhole() {
        knowList7();
        manager.receive(owner.send(request(4, 7, 7, BOTH)));
        assertThat(isWhole(manager.send(recalling(list(8, 4, BOTH))))).isTrue();
    }

    @Test
    void aListOfWhoIsKeptOutIsWhole() {
        assertThat(isWhole(manager.send(listThatSaysBesides(1, false)))).isTrue();
    }

    @Test
    void aListThatSaysThatTheOwnerMayLeaveIsWhole() {
        assertThat(isWhole(manager.send(listThatSaysBesides(0, true)))).isTrue();
    }

    /** List 8, which names what list 7 named. */
    private Leases listThatSaysBesides(long keptOutNanos, boolean mayLeave) {
        knowList7();
        manager.receive(owner.send(request(4, 7, 7, BOTH)));
        Leases list = list(8, 4, BOTH);
        return new Leases(
                SERVICE,
                A,
                list.term(),
                list.sequence(),
                list.seen(),
                list.handled(),
                list.timing(),
                list.leases(),
                list.recalls(),
                keptOutNanos,
                mayLeave);
    }

    /** The answer to request 4 comes after request 5, which says that list 8 was handled. */
    @Test
    void aListIsResolvedByTheRequestThatItAnswers() {
        knowList7();
        owner.send(request(4, 7, 7, BOTH));
        owner.receive(new ManagerFrame.Whole(list(8, 3, ONE)));
        owner.send(request(5, 8, 8, ONE));
        assertThat(owner.receive(unchanged(9, 4, 4)).message()).contains(list(9, 4, BOTH));
    }

    @Test
    void whatCannotBeResolvedIsNotPassedOnByTheManager() {
        knowList7();
        Received<OwnerRequest, ManagerFrame> received = manager.receive(unchanged(4, 7, 6));
        assertThat(received.message()).isEmpty();
        assertThat(received.answer()).contains(new Unresolved(SERVICE, A, 1, 7, 4));
        assertThat(new ManagerEnd(SERVICE, A).receive(unchanged(4, 7, 7)).answer())
                .contains(new Unresolved(SERVICE, A, 1, 0, 4));
    }

    @Test
    void whatCannotBeResolvedIsNotPassedOnByTheOwner() {
        knowList7();
        owner.send(request(4, 7, 7, BOTH));
        Received<ManagerMessage, OwnerFrame> received = owner.receive(unchanged(8, 4, 5));
        assertThat(received.message()).isEmpty();
        assertThat(received.answer()).contains(new Unresolved(SERVICE, A, 1, 4, 8));
    }

    @Test
    void aRequestThatWasNotResolvedIsSaidAgainWhole() {
        knowList7();
        OwnerRequest renewal = request(4, 7, 7, BOTH);
        owner.send(renewal);
        assertThat(owner.receive(new Unresolved(SERVICE, A, 1, 7, 3)).answer()).isEmpty();
        assertThat(owner.receive(new Unresolved(SERVICE, A, 1, 7, 4)).answer())
                .contains(new OwnerFrame.Whole(renewal));
    }

    @Test
    void aListThatWasNotResolvedIsSaidAgainWhole() {
        knowList7();
        manager.receive(owner.send(request(4, 7, 7, BOTH)));
        manager.send(list(8, 4, BOTH));
        assertThat(manager.receive(new Unresolved(SERVICE, A, 1, 4, 7)).answer())
                .isEmpty();
        assertThat(manager.receive(new Unresolved(SERVICE, A, 1, 4, 8)).answer())
                .contains(new ManagerFrame.Whole(list(8, 4, BOTH)));
    }

    /** The machine ignores it, so it must not be what a request refers to. */
    @Test
    void aListThatIsNotNewerIsNotReferredTo() {
        knowList7();
        owner.receive(new ManagerFrame.Whole(list(7, 3, ONE)));
        assertThat(isWhole(owner.send(request(4, 7, 7, ONE)))).isTrue();
    }

    @Test
    void aListForAnotherIncarnationIsNotReferredTo() {
        knowList7();
        owner.receive(new ManagerFrame.Whole(list(1, B, 8, 3, ONE)));
        assertThat(isWhole(owner.send(request(4, 8, 8, ONE)))).isTrue();
    }
}
