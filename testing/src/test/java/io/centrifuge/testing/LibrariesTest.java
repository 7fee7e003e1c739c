package io.centrifuge.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.centrifuge.core.time.LeaderTiming;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Owner;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Owners and lookups as users have them, on a manager whose time the test moves. */
class LibrariesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestManager manager = TestManager.start();

    @AfterEach
    void close() {
        manager.close();
    }

    private Owner owner(String id) {
        Owner owner = Owner.builder()
                .service("chat")
                .id(id)
                .address(id + ".example:8080")
                .managers(manager.address().toString())
                .clock(manager.clock())
                .build();
        owner.start();
        return owner;
    }

    private Lookup lookup() {
        Lookup lookup = Lookup.builder()
                .service("chat")
                .managers(manager.address().toString())
                .clock(manager.clock())
                .build();
        lookup.start();
        return lookup;
    }

    private static IntStream keys() {
        return IntStream.range(0, 500);
    }

    private static long held(Owner owner) {
        return keys().filter(i -> owner.checkLeaseNow("key-" + i).held()).count();
    }

    /** Moves time on in small steps, for what backs off, until the condition is met. */
    private void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                fail("waited in vain until " + what);
            }
            manager.advance(Duration.ofMillis(20));
        }
    }

    @Test
    void leasesLastForMinutesAndLookupsFindTheirOwners() {
        try (Owner alice = owner("alice");
                Owner bob = owner("bob");
                Lookup lookup = lookup()) {
            until(
                    "both hold something",
                    () -> held(alice) > 0
                            && held(bob) > 0
                            && held(alice) + held(bob) == keys().count());
            manager.advance(Duration.ofSeconds(30)); // for moves that are still under way
            long number = Math.max(
                    alice.checkLeaseNow("key-1").number(),
                    bob.checkLeaseNow("key-1").number());

            manager.advance(Duration.ofMinutes(3));

            assertThat(held(alice) + held(bob)).isEqualTo(keys().count());
            assertThat(Math.max(
                            alice.checkLeaseNow("key-1").number(),
                            bob.checkLeaseNow("key-1").number()))
                    .isEqualTo(number);
            keys().forEach(i -> {
                String holder = alice.checkLeaseNow("key-" + i).held() ? "alice" : "bob";
                assertThat(lookup.lookup("key-" + i).owner().orElseThrow().value())
                        .isEqualTo(holder);
            });
        }
    }

    @Test
    void withoutAManagerLeasesEndWithTheirDurationAndComeBack() {
        try (Owner alice = owner("alice")) {
            until("alice holds all", () -> held(alice) == keys().count());

            manager.kill();
            manager.advance(Duration.ofSeconds(16));
            assertThat(held(alice)).isZero();

            manager.startAgain();
            manager.advance(LeaderTiming.STANDARD.lease().multipliedBy(2));
            until("alice holds all again", () -> held(alice) == keys().count());
        }
    }
}
