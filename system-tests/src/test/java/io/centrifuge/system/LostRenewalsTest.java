package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.owner.Owner;
import io.centrifuge.testing.TestManager;
import io.centrifuge.testsupport.Eventually;
import io.centrifuge.testsupport.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it takes to lose a lease, and what is not enough (docs/protocol.md, "Clocks"). */
class LostRenewalsTest {
    private static final LeaseTiming TIMING = LeaseTiming.STANDARD;

    @TempDir
    Path folder;

    private static Owner owner(TestManager manager, ManagerGate gate) {
        Owner owner = Owner.builder()
                .service("chat")
                .id("owner-1")
                .address("10.0.0.1:8080")
                .managers(gate.address())
                .clock(manager.clock())
                .build();
        owner.start();
        Eventually.that("held", () -> owner.checkLeaseNow("a").held());
        return owner;
    }

    /** Moves the time to the next renewal, and waits until it was sent, and lost or answered. */
    private static void renew(
            TestManager manager, ManagerGate gate, Owner owner, boolean answered) {
        long sent = owner.counters().requestsSent();
        long heard = owner.counters().messagesHeard();
        int dropped = gate.requestsDropped();
        manager.advance(TIMING.renewal());
        Eventually.that(
                "a renewal was sent",
                owner::counters,
                () -> owner.counters().requestsSent() == sent + 1
                        && (answered
                                ? owner.counters().messagesHeard() > heard
                                : gate.requestsDropped() == dropped + 1));
    }

    /** Waits until the first exchanges are over, and then for one renewal. */
    private static void settle(TestManager manager, ManagerGate gate, Owner owner) {
        Eventually.that("the first exchanges are over", () -> {
            long sent = owner.counters().requestsSent();
            manager.settle();
            return !Eventually.within(
                    Duration.ofMillis(300), () -> owner.counters().requestsSent() != sent);
        });
        renew(manager, gate, owner, true);
    }

    @Test
    void twoLostRenewalsKeepALease() {
        try (TestManager manager = TestManager.start(TIMING);
                ManagerGate gate = new ManagerGate(manager.address());
                Losses lookup = new Losses("chat", manager.address().toString());
                Owner owner = owner(manager, gate)) {
            settle(manager, gate, owner);
            long number = owner.checkLeaseNow("a").number();
            Eventually.that("found", () -> lookup.allAt("10.0.0.1:8080"));

            for (int round = 0; round < 3; round++) {
                gate.dropRequests(true);
                renew(manager, gate, owner, false);
                renew(manager, gate, owner, false);
                gate.dropRequests(false);
                renew(manager, gate, owner, true);
            }

            assertThat(gate.requestsDropped()).isEqualTo(6);
            assertThat(owner.checkLeaseContinuous("a", number)).isTrue();
            assertThat(owner.counters().leasesLost()).isZero();
            assertThat(owner.counters().rangesRevoked()).isZero();
            assertThat(owner.checkLeaseNow("a", TIMING.owner().minusSeconds(1)).held())
                    .isTrue();
            assertThat(lookup.ranges()).isEmpty();
        }
    }

    @Test
    void theThirdLosesIt() {
        try (TestManager manager = TestManager.start(TIMING);
                ManagerGate gate = new ManagerGate(manager.address());
                Losses lookup = new Losses("chat", manager.address().toString());
                Owner owner = owner(manager, gate)) {
            settle(manager, gate, owner);
            long number = owner.checkLeaseNow("a").number();
            Eventually.that("found", () -> lookup.allAt("10.0.0.1:8080"));

            gate.dropRequests(true);
            renew(manager, gate, owner, false);
            renew(manager, gate, owner, false);
            renew(manager, gate, owner, false);
            manager.advance(TIMING.renewal().minusMillis(10));
            assertThat(owner.checkLeaseNow("a").number()).isEqualTo(number);
            manager.advance(Duration.ofMillis(10));

            assertThat(owner.checkLeaseNow("a").held()).isFalse();
            assertThat(owner.checkLeaseContinuous("a", number)).isFalse();
            Eventually.that("it is counted", () -> owner.counters().leasesLost() > 0);
            assertHeals(manager, gate, owner, lookup, number);
        }
    }

    private static void assertHeals(
            TestManager manager, ManagerGate gate, Owner owner, Losses lookup, long number) {
        gate.dropRequests(false);
        Eventually.that("it holds again, under a new number", () -> {
            manager.advance(Duration.ofMillis(500));
            return owner.checkLeaseNow("a").number() > number;
        });
        assertThat(owner.checkLeaseContinuous("a", number)).isFalse();
        Eventually.that("the loss is told", lookup::includesAllKeys);
    }

    @Test
    void halfOpenConnectionsCostNoLease() {
        try (ManagerChild manager = new ManagerChild(folder, LeaseTiming.FAST);
                TcpProxy proxy = new TcpProxy(manager.port());
                Losses lookup = new Losses("chat", manager.address());
                OwnerChild owner = new OwnerChild(
                        folder, "chat", "owner-1", "10.0.0.1:8080", proxy.address())) {
            lookup.awaitSettled(owner);
            long[] numbers = owner.numbers();

            for (int round = 1; round <= 3; round++) {
                int before = proxy.connections();
                long frozenAt = System.nanoTime();
                proxy.freeze();
                Eventually.that("another connection", () -> proxy.connections() > before);
                Eventually.that("it has renewed", owner.process::errors, () -> {
                    long left = LeaseTiming.FAST.ownerNanos() - (System.nanoTime() - frozenAt);
                    return left <= 0 || owner.held(Duration.ofNanos(left)) == Keys.COUNT;
                });
            }

            owner.awaitChecks();
            assertThat(owner.numbers()).isEqualTo(numbers);
            assertThat(owner.counters().lost()).isZero();
            assertThat(owner.counters().revoked()).isZero();
            assertThat(owner.runs()).hasSize(Keys.COUNT);
            assertThat(lookup.ranges()).isEqualTo(List.of());
        }
    }
}
