package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of stores that are lost and restored do alike: managers, owners and a lookup. */
abstract class StoreRestoring {
    static final LeaseTiming TIMING = LeaseTiming.FAST;

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    ManagerGroup managers;
    Losses lookup;
    OwnerChild first;
    OwnerChild second;

    final void startAll() {
        managers = started.ending(new ManagerGroup(folder, TIMING));
        lookup = started.ending(new Losses("chat", managers.addresses()));
        first = owner(1);
        second = owner(2);
        lookup.awaitSettled(first, second);
    }

    final OwnerChild owner(int number) {
        return owner("chat", number);
    }

    final OwnerChild owner(String service, int number) {
        return started.ending(OwnerChild.numbered(folder, service, number, managers.addresses()));
    }

    static void restore(Path backup, ManagerChild into) {
        assertThat(succeeds(restoring(backup, into))).contains("new       member " + into.id());
    }

    static String[] restoring(Path backup, ManagerChild into) {
        return new String[] {
            "store",
            "restore",
            backup.toString(),
            "--data",
            into.data().toString(),
            "--member",
            into.id(),
            "--peer-port",
            Integer.toString(into.peerPort())
        };
    }

    static String succeeds(String... command) {
        LauncherRun run = LauncherRun.of(command);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    /** The newest term that a manager had seen when, or after, it was asked. */
    private record TermSeen(long asked, long term) {}

    /** Leases of the lost store could last so long after its last leader's end. */
    static void startAndWaitTheDuration(ManagerChild manager, OwnerChild... owners) {
        List<TermSeen> seen = new ArrayList<>();
        seen.add(new TermSeen(System.nanoTime(), 0));
        manager.start();
        Eventually.that("it leads", manager::errors, () -> {
            seen.add(new TermSeen(System.nanoTime(), manager.term()));
            return manager.isLeading();
        });
        // It learns of its term, from when it waits, a little before it leads.
        long term = manager.term();
        long asked = seen.stream()
                .filter(each -> each.term() < term)
                .mapToLong(TermSeen::asked)
                .max()
                .orElseThrow();
        assertThat(manager.status().leader().restored()).isTrue();
        Eventually.that("owners hold again", () -> held(owners) > 0);
        assertThat(Duration.ofNanos(System.nanoTime() - asked))
                .as("from before its term until after something was granted")
                .isGreaterThan(TIMING.manager());
    }

    static void assertExclusive(OwnerChild... owners) {
        for (int i = 0; i < owners.length; i++) {
            for (int j = 0; j < i; j++) {
                HeldRun.assertExclusive(owners[i].runs(), owners[j].runs());
            }
        }
    }

    static void awaitNothingHeld(OwnerChild... owners) {
        Eventually.that("the leases have ended", () -> held(owners) == 0);
    }

    private static long held(OwnerChild... owners) {
        return Arrays.stream(owners).mapToLong(OwnerChild::held).sum();
    }

    /** Of all that were ever held. */
    static long highestNumber(OwnerChild... owners) {
        return Arrays.stream(owners)
                .flatMap(owner -> owner.runs().stream())
                .mapToLong(HeldRun::number)
                .max()
                .orElseThrow();
    }

    /** All keys are held, now or soon again, and each under a number above. */
    static void assertAbove(long number, OwnerChild... owners) {
        Eventually.that("all keys are held", () -> {
            long[] held = Arrays.stream(owners)
                    .flatMapToLong(owner -> LongStream.of(owner.numbers()))
                    .filter(each -> each != 0)
                    .toArray();
            assertThat(LongStream.of(held)).allMatch(each -> each > number);
            return held.length == Keys.COUNT;
        });
    }
}
