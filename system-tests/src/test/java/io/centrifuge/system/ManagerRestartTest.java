package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.owner.Owner;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manager that is killed and started on its data, with owners and lookups at work (G4 to G6 of
 * docs/protocol.md, "What it promises").
 */
class ManagerRestartTest {
    /** {@code -Dcentrifuge.restarts}: how often it is killed; some five seconds each. */
    private static final int RESTARTS = Integer.getInteger("centrifuge.restarts", 4);

    private static final LeaseTiming LONG = new LeaseTiming(
            Duration.ofSeconds(20), Duration.ofSeconds(24), Duration.ofSeconds(5), 1.2);

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private OwnerChild owner(ManagerChild manager, int number) {
        return started.ending(OwnerChild.numbered(folder, "chat", number, manager.address()));
    }

    @Test
    void noLeaseIsLostWhenItIsKilledAndStartedWithinTheDuration() {
        ManagerChild manager = started.ending(new ManagerChild(folder, LONG));
        Losses lookup = started.ending(new Losses("chat", manager.address()));
        OwnerChild first = owner(manager, 1);
        OwnerChild second = owner(manager, 2);
        lookup.awaitSettled(first, second);
        LeaseTable table = manager.table("chat");
        List<long[]> numbers = List.of(first.numbers(), second.numbers());
        List<OwnerChild.Counters> counters = List.of(first.counters(), second.counters());
        lookup.forget();
        long highest = 0;

        for (int i = 0; i < RESTARTS; i++) {
            long killedAt = System.nanoTime();
            manager.kill();
            manager.start();
            manager.awaitLeading();
            awaitRenewed(first, killedAt);
            awaitRenewed(second, killedAt);
            assertThat(manager.table("chat")).isEqualTo(table);
            highest = assertNewNumbersAreAbove(highest, manager);
        }

        assertThat(List.of(first.numbers(), second.numbers()))
                .usingRecursiveComparison()
                .isEqualTo(numbers);
        assertThat(List.of(lostAndRevoked(first.counters()), lostAndRevoked(second.counters())))
                .isEqualTo(counters.stream()
                        .map(ManagerRestartTest::lostAndRevoked)
                        .toList());
        assertThat(lookup.ranges()).isEmpty();
        HeldRun.assertExclusive(first.runs(), second.runs());
        assertThat(first.runs()).hasSameSizeAs(distinctKeys(first.runs()));
    }

    private static List<Long> lostAndRevoked(OwnerChild.Counters counters) {
        return List.of(counters.lost(), counters.revoked());
    }

    private static List<Integer> distinctKeys(List<HeldRun> runs) {
        return runs.stream().map(HeldRun::key).distinct().toList();
    }

    /** Waits until what it holds rests on a request that was sent after {@code since}. */
    private static void awaitRenewed(OwnerChild owner, long since) {
        long held = owner.held();
        assertThat(held).isPositive();
        Eventually.that(owner.id + " has renewed", owner.process::errors, () -> {
            long left = LONG.ownerNanos() - (System.nanoTime() - since);
            return owner.held(Duration.ofNanos(left)) == held;
        });
    }

    /** In another service an owner joins and leaves: what it is granted has never been granted. */
    private static long assertNewNumbersAreAbove(long highest, ManagerChild manager) {
        long number;
        try (Owner owner = Owner.builder()
                .service("other")
                .id("brief")
                .address("10.0.0.9:80")
                .managers(manager.address())
                .build()) {
            owner.start();
            Eventually.that("granted", () -> owner.checkLeaseNow("any").held());
            number = owner.checkLeaseNow("any").number();
        }
        assertThat(number).isGreaterThan(highest);
        // A kill before the release is committed would keep the next one waiting for the duration.
        Eventually.that("the release is committed", () -> !isAnyHeld(manager.table("other")));
        return manager.table("other").entries().pieces().stream()
                .mapToLong(piece -> piece.value().number())
                .max()
                .orElseThrow();
    }

    private static boolean isAnyHeld(LeaseTable table) {
        return table.entries().any(entry -> entry.holder() != null);
    }

    @Test
    void killedForLongerOwnersStopByTheirOwnClocksAndAfterwardsAllHeals() {
        ManagerChild manager = started.ending(new ManagerChild(folder, LeaseTiming.FAST));
        Losses lookup = started.ending(new Losses("chat", manager.address()));
        OwnerChild first = owner(manager, 1);
        OwnerChild second = owner(manager, 2);
        lookup.awaitSettled(first, second);
        lookup.forget();

        long beforeKill = System.nanoTime();
        manager.kill();
        long killed = System.nanoTime();
        Eventually.that("nothing is held", () -> first.held() + second.held() == 0);

        assertThat(lookup.findable()).as("hints, from the last table").isEqualTo(Keys.COUNT);
        assertEnded(first, beforeKill, killed);
        assertEnded(second, beforeKill, killed);

        manager.start();
        manager.awaitLeading();
        lookup.awaitSettled(first, second);
        Eventually.that("all losses are told", lookup::includesAllKeys);
        HeldRun.assertExclusive(first.runs(), second.runs());
    }

    /** Each lease lasted as long as the last renewal that was answered before the kill. */
    private static void assertEnded(OwnerChild owner, long beforeKill, long killed) {
        long duration = LeaseTiming.FAST.ownerNanos();
        owner.awaitChecks();
        owner.awaitLoss();
        long last = owner.runs().stream()
                .mapToLong(HeldRun::lastCalled)
                .reduce((a, b) -> a - b > 0 ? a : b)
                .orElseThrow();
        assertThat(last - killed).as("not after the duration").isLessThan(duration);
        assertThat(last - beforeKill)
                .as("not long before: two renewals may have been late")
                .isGreaterThan(duration - 2 * LeaseTiming.FAST.renewalNanos());
    }
}
