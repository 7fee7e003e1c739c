package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.owner.Owner;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The leader of three managers ends anywhere between its proposal of a record and the messages that
 * come of it, while owners join, are drained and leave (G1, G4, G5 of docs/protocol.md, "What it
 * promises"; docs/protocol.md, "Records first"; docs/protocol.md, "Election and takeover"). What it
 * proposed may be committed or not, and the next leader has heard nothing of it.
 */
class LeaderHaltedAnywhereTest {
    /** {@code -Dcentrifuge.halts}: how often; some five seconds each. */
    private static final int HALTS = Integer.getInteger("centrifuge.halts", 2);

    /** {@code -Dcentrifuge.seed}: where. */
    private static final long SEED = Long.getLong("centrifuge.seed", 1);

    private static final String SERVICE = "chat";

    /** So long that a release which were forgotten would keep its range from all for longer. */
    private static final LeaseTiming LONG = new LeaseTiming(
            Duration.ofSeconds(45), Duration.ofSeconds(54), Duration.ofSeconds(5), 1.2);

    /** For a takeover, and whatever else a move takes. */
    private static final Duration SOON = Duration.ofSeconds(25);

    /** In one round of joining, draining and leaving there are more records than that. */
    private static final int MOST_SKIPPED = 5;

    private static final long LONGEST_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private final SplittableRandom random = new SplittableRandom(SEED);

    /** By LSN, and so by lease number, the record that any manager's log had there. */
    private final Map<Long, Integer> records = new HashMap<>();

    private final List<List<HeldRun>> overs = new ArrayList<>();
    private final Map<HaltingStore.Point, Integer> halts = new EnumMap<>(HaltingStore.Point.class);
    private ManagerGroup managers;
    private OwnerChild first;
    private OwnerChild second;

    @Test
    void noNumberRepeatsNoKeyHasTwoOwnersAndNoReleaseIsForgotten() {
        managers = started.ending(new ManagerGroup(folder, LONG));
        Losses lookup = started.ending(new Losses(SERVICE, managers.addresses()));
        first = owner(1);
        second = owner(2);
        lookup.awaitSettled(first, second);

        for (int i = 0; i < HALTS; i++) {
            ManagerChild leader = managers.awaitLeader();
            HaltingStore.Plan plan = draw();
            compare();
            leader.halt(plan);
            while (leader.isAlive()) {
                joinAndLeave();
            }
            halts.merge(plan.point(), 1, Integer::sum);
            leader.start();
            Eventually.that("it follows again", leader::hasReadItsStore);
        }
        joinAndLeave();
        lookup.awaitSettled(first, second);

        compare();
        assertThat(records).as("no LSN was left out").hasSize((int) newestLsn());
        assertThat(List.of(first.counters().lost(), second.counters().lost()))
                .as("leases that ended by the clock")
                .containsOnly(0L);
        overs.add(first.runs());
        overs.add(second.runs());
        HeldRun.assertExclusive(overs);
        System.out.printf(
                "%d leaders halted, seed %d: %s; %d records; %d runs held%n",
                HALTS,
                SEED,
                halts,
                records.size(),
                overs.stream().mapToLong(List::size).sum());
    }

    private long newestLsn() {
        return records.keySet().stream().mapToLong(lsn -> lsn).max().orElseThrow();
    }

    private OwnerChild owner(int number) {
        return started.ending(OwnerChild.numbered(folder, SERVICE, number, managers.addresses()));
    }

    private HaltingStore.Plan draw() {
        HaltingStore.Point[] points = HaltingStore.Point.values();
        return new HaltingStore.Plan(
                points[random.nextInt(points.length)],
                random.nextInt(MOST_SKIPPED + 1),
                random.nextBoolean() ? 0 : random.nextLong(LONGEST_DELAY_NANOS));
    }

    /** A third owner comes, gets its share, is drained, and goes. */
    private void joinAndLeave() {
        try (Owner third = Owner.builder()
                .service(SERVICE)
                .id("owner-3")
                .address("10.0.0.1:8083")
                .managers(managers.addresses())
                .build()) {
            OwnerWatcher watcher = new OwnerWatcher(third);
            watcher.start();
            third.start();
            soon(
                    "it has its share, and all keys are held",
                    () -> third.heldRanges() > 0 && heldBy(third) + heldByOthers() == Keys.COUNT);
            soon("the order to drain is taken", () -> managers.drain(SERVICE, "owner-3"));
            soon("the others have all", () -> heldByOthers() == Keys.COUNT);
            assertThat(heldBy(third)).isZero();
            watcher.end();
            overs.add(watcher.runs());
        }
    }

    private static <X extends Exception> void soon(
            String what, Eventually.Look<Boolean, X> condition) throws X {
        assertThat(Eventually.within(SOON, condition))
                .as("within %s, %s; seed %d", SOON, what, SEED)
                .isTrue();
    }

    private long heldByOthers() {
        return first.held() + second.held();
    }

    private static long heldBy(Owner owner) {
        return Keys.all().stream()
                .filter(key -> owner.checkLeaseNow(key).held())
                .count();
    }

    /** With what any manager's log had before at the same LSN; and their tables are the same. */
    private void compare() {
        for (ManagerChild manager : managers.all()) {
            manager.log(SERVICE).forEach((lsn, record) -> {
                Integer before = records.putIfAbsent(lsn, record);
                assertThat(before == null || before.equals(record))
                        .as("two records are committed at LSN %d", lsn)
                        .isTrue();
            });
        }
        LeaseTable table = managers.awaitLeader().table(SERVICE);
        for (ManagerChild manager : managers.all()) {
            Eventually.that(
                    manager.id() + " has all",
                    () -> "it has %d of %d: %s"
                            .formatted(manager.lsn(SERVICE), table.lsn(), managers.state()),
                    () -> manager.lsn(SERVICE) >= table.lsn());
            assertThat(manager.table(SERVICE)).isEqualTo(table);
        }
    }
}
