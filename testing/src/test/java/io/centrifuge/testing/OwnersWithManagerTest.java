package io.centrifuge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.owner.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Owners and the real manager, on clocks that the test moves. */
class OwnersWithManagerTest {
    private static final int KEYS = 1000;
    private static final LeaseTiming TIMING = LeaseTiming.STANDARD;
    private static final Duration STEP = Duration.ofMillis(250);

    private final TestManager manager = TestManager.start(TIMING);
    private final List<Owner> owners = new ArrayList<>();

    @AfterEach
    void stop() {
        owners.forEach(Owner::close);
        manager.close();
    }

    private Owner start(String id) {
        Owner owner = Owner.builder()
                .service("rendezvous")
                .id(id)
                .address("10.0.0.7:8080")
                .managers(manager.address().toString())
                .clock(manager.clock())
                .build();
        owners.add(owner);
        owner.start();
        return owner;
    }

    private static int held(Owner owner) {
        return (int) IntStream.range(0, KEYS)
                .filter(i -> owner.checkLeaseNow("key-" + i).held())
                .count();
    }

    private void noKeyIsHeldTwice() {
        IntStream.range(0, KEYS)
                .forEach(i -> assertThat(owners.stream()
                                .filter(owner -> owner.checkLeaseNow("key-" + i).held())
                                .count())
                        .isLessThanOrEqualTo(1));
    }

    /** Moves the time on until the condition is met. */
    private void until(String what, Duration atMost, BooleanSupplier condition) {
        Duration passed = Duration.ZERO;
        while (!condition.getAsBoolean()) {
            assertThat(passed).as(what).isLessThan(atMost);
            manager.advance(STEP);
            passed = passed.plus(STEP);
            noKeyIsHeldTwice();
        }
    }

    @Test
    void holdsEverythingAlone() {
        Owner alone = start("alone");
        until("has all", Duration.ofSeconds(5), () -> held(alone) == KEYS);
        manager.advance(Duration.ofMinutes(2));
        assertThat(held(alone)).isEqualTo(KEYS);
        assertThat(alone.counters().leasesLost()).isZero();
        assertThat(alone.counters().requestsSent()).isGreaterThan(30);
        assertThat(alone.state()).isEqualTo(Owner.State.SERVING);
    }

    @Test
    void sharesWithWhoeverJoinsAndLeaves() {
        Owner first = start("first");
        until("has all", Duration.ofSeconds(5), () -> held(first) == KEYS);
        Owner second = start("second");
        until(
                "the second has its share",
                Duration.ofSeconds(5),
                () -> held(second) > KEYS / 5 && held(first) + held(second) == KEYS);
        first.close();
        assertThat(held(first)).isZero();
        until("the second has all", Duration.ofSeconds(2), () -> held(second) == KEYS);
        assertThat(second.counters().leasesLost()).isZero();
    }

    @Test
    void losesItsNameToALaterProcess() {
        Owner before = start("same");
        until("has all", Duration.ofSeconds(5), () -> held(before) == KEYS);
        Owner after = start("same");
        until("superseded", Duration.ofSeconds(5), () -> before.state() == Owner.State.SUPERSEDED);
        until("the later has all", Duration.ofSeconds(2), () -> held(after) == KEYS);
    }

    @Test
    void servesWithoutAManagerUntilItsDurationIsOver() {
        Owner owner = start("alone");
        until("has all", Duration.ofSeconds(5), () -> held(owner) == KEYS);
        manager.stop();
        manager.advance(TIMING.owner().minus(TIMING.renewal()).minus(STEP));
        assertThat(held(owner)).isEqualTo(KEYS);
        manager.advance(TIMING.renewal().plus(STEP));
        assertThat(held(owner)).isZero();
        assertThat(owner.state()).isEqualTo(Owner.State.DISCONNECTED);
        manager.startAgain();
        until("has all again", Duration.ofSeconds(40), () -> held(owner) == KEYS);
    }
}
