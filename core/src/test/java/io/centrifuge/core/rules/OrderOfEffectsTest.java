package io.centrifuge.core.rules;

import static io.centrifuge.core.rules.Given.SERVICE;
import static io.centrifuge.core.rules.Given.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.state.Lease;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An owner is ready from {@link OwnerEffect.Renewed} on: what a list says is known before. */
class OrderOfEffectsTest {
    @Test
    void whatIsHeldAndWhoIsKeptOutIsKnownBeforeTheOwnerIsReady() {
        DrivenOwner owner = DrivenOwner.inSession();
        owner.hears(
                new ManagerMessage.Leases(
                        SERVICE,
                        owner.self,
                        1,
                        1,
                        owner.newest().sequence(),
                        owner.newest().sequence(),
                        LeaseTiming.STANDARD,
                        RangeMap.of(new Lease(3, 3)),
                        List.of(),
                        30,
                        false),
                at(0));

        assertThat(owner.effects.stream().map(Object::getClass).toList())
                .startsWith(
                        OwnerEffect.KeptOut.class,
                        OwnerEffect.Publish.class,
                        OwnerEffect.Renewed.class);
    }
}
