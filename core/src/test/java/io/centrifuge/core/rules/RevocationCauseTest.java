package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.A;
import static io.centrifuge.core.rules.Given.B;
import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerId;
import io.centrifuge.RevocationCause;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.Handover;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.state.Lease;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Why a lease ended, as an owner tells it: what it knows, and no more. */
class RevocationCauseTest {
    private static final KeyRange MIDDLE = new KeyRange(100, 200);
    private static final KeyRange HIGH = new KeyRange(200, 0);

    private final DrivenOwner owner = DrivenOwner.holding(5);

    private List<OwnerEffect.Revoked> revoked() {
        return owner.effects.stream()
                .filter(OwnerEffect.Changed.class::isInstance)
                .flatMap(effect -> ((OwnerEffect.Changed) effect).revoked().stream())
                .toList();
    }

    private static OwnerEffect.Revoked ended(
            KeyRange range, RevocationCause cause, Optional<OwnerId> successor) {
        return new OwnerEffect.Revoked(new OwnerEffect.Grant(range, 5, 5), cause, successor);
    }

    private static OwnerEffect.Revoked ended(KeyRange range, RevocationCause cause) {
        return ended(range, cause, Optional.empty());
    }

    private void hearsList(RangeMap<Lease> leases, Handover... recalls) {
        ManagerMessage.Leases list =
                owner.list(leases, owner.newest().sequence(), owner.newest().sequence());
        owner.hears(
                new ManagerMessage.Leases(
                        SERVICE,
                        A,
                        list.term(),
                        list.sequence(),
                        list.seen(),
                        list.handled(),
                        LeaseTiming.STANDARD,
                        leases,
                        List.of(recalls)),
                at(1));
    }

    @Test
    void aListSaysWhatWasRecalledForWhomWhatWasReplacedAndWhatItLacks() {
        hearsList(
                RangeMap.of(Lease.NONE).with(HIGH, new Lease(9, 9)),
                new Handover(MIDDLE, 3, A),
                new Handover(new KeyRange(50, 200), 5, B),
                new Handover(MIDDLE, 5, B));
        assertThat(revoked())
                .containsExactly(
                        ended(new KeyRange(0, 50), RevocationCause.DROPPED),
                        ended(new KeyRange(50, 200), RevocationCause.RECALLED, Optional.of(B.id())),
                        ended(HIGH, RevocationCause.REPLACED));
    }

    @Test
    void aListWhoseTimeIsOverRenewsNothing() {
        owner.says(at(14_000));
        ManagerMessage.Leases late =
                owner.list(RangeMap.of(new Lease(5, 5)), owner.newest().sequence(), 1);
        owner.hears(late, at(14_999));
        assertThat(revoked()).allMatch(each -> each.cause() == RevocationCause.EXPIRED);
    }

    @Test
    void whatNobodyRenewedHasExpired() {
        owner.wake(at(15_000));
        assertThat(revoked()).containsExactly(ended(KeyRange.ALL, RevocationCause.EXPIRED));
        assertThat(owner.did(OwnerEffect.Expired.class)).isTrue();
    }

    @Test
    void whoIsSupersededOrClosedSaysSo() {
        owner.hears(new ManagerMessage.Superseded(SERVICE, A, 1, false), at(1));
        assertThat(revoked()).containsExactly(ended(KeyRange.ALL, RevocationCause.SUPERSEDED));
        DrivenOwner other = DrivenOwner.holding(5);
        other.on(new OwnerEvent.Leave(), at(1));
        assertThat(other.effects)
                .contains(new OwnerEffect.Changed(
                        List.of(), List.of(ended(KeyRange.ALL, RevocationCause.CLOSED))));
    }
}
