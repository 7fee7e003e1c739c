package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.Formats;
import io.centrifuge.protocol.admin.MemberStatus.Membership;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rolling upgrade to a release with the next format, and back again before the format is raised
 * ("Rolling upgrades" in docs/operating.md): three managers, and owners that come and go.
 */
@Tag("long")
class MixedReleasesTest {
    /** So long that no lease ends while a busy machine starts a process. */
    private static final LeaseTiming TIMING = new LeaseTiming(
            Duration.ofSeconds(60), Duration.ofSeconds(72), Duration.ofSeconds(5), 1.2);

    private static final FormatRange OLD = new FormatRange(1, 3);
    private static final FormatRange NEW = new FormatRange(1, 4);

    /** More than a member's log has before it takes a snapshot. */
    private static final int PAST_A_SNAPSHOT = 4_200;

    /** How often an owner comes and goes in each mixture. */
    private static final int ROUNDS = 4;

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private ManagerGroup managers;
    private ManagerChild m1;
    private ManagerChild m2;
    private ManagerChild m3;
    private Release next;
    private OwnerChild first;
    private OwnerChild second;
    private Losses lookup;
    private int comers;

    @BeforeEach
    void begin() throws Exception {
        next = Release.next(folder.resolve("next"));
        managers = started.ending(new ManagerGroup(folder, TIMING));
        m1 = managers.all().get(0);
        m2 = managers.all().get(1);
        m3 = managers.all().get(2);
        lookup = started.ending(new Losses("chat", managers.addresses()));
        first = started.ending(managers.owner(1));
        second = started.ending(managers.owner(2));
        lookup.awaitSettled(first, second);
    }

    @Test
    void nothingHaltsAndTheFormatIsRaisedOnceAllReadIt() {
        awaitFormats(m1, 3, Map.of("m1", OLD, "m2", OLD, "m3", OLD));
        upgrade(m1, next);
        lead(m1);
        comeAndGo(ROUNDS);
        upgrade(m2, next);
        lead(m3);
        comeAndGo(ROUNDS);
        managers.fill(PAST_A_SNAPSHOT);
        awaitFormats(m3, 3, Map.of("m1", NEW, "m2", NEW, "m3", OLD));

        // Back again, over what the newer release wrote, a snapshot, too.
        upgrade(m2, Release.THIS);
        lead(m2);
        comeAndGo(1);

        // One that is gone no longer counts, and then the last is upgraded.
        LauncherRun removed = store("remove", "m3");
        assertThat(removed.exitCode()).as(removed.err()).isZero();
        awaitFormats(m1, 3, Map.of("m1", NEW, "m2", OLD));
        assertThat(store("status").out()).contains("format 3, and not 4, because m2 reads");
        upgrade(m2, next);
        awaitFormats(m1, 4, Map.of("m1", NEW, "m2", NEW));
        awaitFormats(m2, 4, Map.of("m1", NEW, "m2", NEW));

        backInEmptyFolder(m3, Release.THIS);
        LauncherRun refused = store("add", m3.address());
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("m3 reads formats 1 to 3", "the group writes format 4");
        backInEmptyFolder(m3, next);
        LauncherRun added = store("add", m3.address());
        assertThat(added.exitCode()).as(added.err()).isZero();
        awaitFormats(m3, 4, Map.of("m1", NEW, "m2", NEW, "m3", NEW));
        comeAndGo(ROUNDS);

        m2.stop();
        m2.runs(Release.THIS);
        m2.start();
        assertThat(m2.halted())
                .contains("the group writes format 4", "this release reads formats 1 to 3");

        assertThat(List.of(first.counters().lost(), second.counters().lost())).containsOnly(0L);
        HeldRun.assertExclusive(first.runs(), second.runs());
    }

    private void upgrade(ManagerChild manager, Release release) {
        manager.stop();
        manager.runs(release);
        manager.start();
        Eventually.that(
                "it follows, and says what it reads",
                manager::errors,
                () -> manager.hasReadItsStore()
                        && formats(manager)
                                .members()
                                .getOrDefault(manager.id(), new FormatRange(1, 1))
                                .equals(release.equals(next) ? NEW : OLD));
        managers.awaitLeader();
    }

    /** Restarts every other manager that leads, until the wanted one does. */
    private void lead(ManagerChild wanted) {
        for (int i = 0; i < 20; i++) {
            ManagerChild leader = managers.awaitLeader();
            if (leader.equals(wanted)) {
                return;
            }
            leader.stop();
            managers.awaitLeader(managers.others(leader));
            leader.start();
        }
        throw new AssertionError(wanted.id() + " never leads: " + managers.state());
    }

    private void comeAndGo(int rounds) {
        for (int i = 0; i < rounds; i++) {
            comeAndGo();
        }
    }

    /** A join, a takeover without farewell, and a leave. */
    private void comeAndGo() {
        comers++;
        try (OwnerChild third = managers.owner(2 + comers)) {
            lookup.awaitSettled(first, second, third);
            ManagerChild leader = managers.awaitLeader();
            leader.kill();
            leader.start();
            managers.awaitLeader();
            Eventually.that(
                    "the order to drain it is taken",
                    managers::state,
                    () -> managers.drain("chat", "owner-" + (2 + comers)));
            // While it runs: what it has let go and not said is its own for a lease's time.
            lookup.awaitSettled(first, second);
            assertThat(third.held()).isZero();
        }
        for (ManagerChild manager : managers.all()) {
            assertThat(manager.hasHalted()).as(manager.errors()).isFalse();
        }
    }

    private LauncherRun store(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("store", command));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--at", managers.addresses(), "--timeout", "45s"));
        return LauncherRun.of(all.toArray(String[]::new));
    }

    private static void backInEmptyFolder(ManagerChild manager, Release release) {
        manager.kill();
        manager.wipe();
        manager.runs(release);
        manager.start();
    }

    private static Formats formats(ManagerChild manager) {
        return manager.member().membership().map(Membership::formats).orElse(Formats.START);
    }

    private void awaitFormats(ManagerChild manager, int written, Map<String, FormatRange> members) {
        Formats wanted = new Formats(written, new TreeMap<>(members));
        Eventually.that(
                "the group writes " + wanted,
                () -> formats(manager) + managers.state(),
                () -> formats(manager).equals(wanted));
    }
}
