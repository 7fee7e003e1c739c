package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.time.LeaseTerms;
import io.centrifuge.testsupport.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that is lost and restored, with owners and a lookup at work (docs/protocol.md, "Restored
 * stores").
 */
class RestoredStoreTest {
    private static final LeaseTerms TERMS = LeaseTerms.FAST;

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private ManagerGroup managers;
    private Losses lookup;
    private OwnerChild first;
    private OwnerChild second;

    private void startAll() {
        managers = started.ending(new ManagerGroup(folder, TERMS));
        lookup = started.ending(new Losses("chat", managers.addresses()));
        first = owner(1);
        second = owner(2);
        lookup.awaitSettled(first, second);
    }

    private OwnerChild owner(int number) {
        return owner("chat", number);
    }

    private OwnerChild owner(String service, int number) {
        return started.ending(new OwnerChild(
                folder, service, "owner-" + number, "10.0.0.1:808" + number, managers.addresses()));
    }

    /** The store of after the backup is lost, with all disks but one that comes back later. */
    @Test
    void aStoreIsRestoredFromABackup() {
        startAll();
        Losses lookupOfFree = started.ending(new Losses("free", managers.addresses()));
        leaveFree("free", lookupOfFree);
        Path backup = folder.resolve("chat.backup");
        succeeds("store", "backup", "--at", managers.addresses(), backup.toString());

        OwnerChild third = owner(3);
        lookup.awaitSettled(first, second, third);
        long highest = highestNumber(first, second, third);
        lookup.forget();
        OwnerChild ofFree = owner("free", 5);
        lookupOfFree.awaitSettled(ofFree);
        long highestOfFree = highestNumber(ofFree);
        lookupOfFree.forget();

        managers.all().forEach(ManagerChild::kill);
        awaitNothingHeld(first, second, third, ofFree);
        ManagerChild next = managers.all().get(0);
        ManagerChild left = managers.all().get(1);
        ManagerChild lost = managers.all().get(2);
        next.wipe();
        lost.wipe();
        restore(backup, next);

        startAndWaitTheTerm(next, first, second, third, ofFree);
        lookup.awaitSettled(first, second, third);
        assertAbove(highest, first, second, third);
        assertAbove(highestOfFree, ofFree);
        Eventually.that("every range's loss is told", lookup::includesAllKeys);
        Eventually.that("also of what the backup shows free", lookupOfFree::includesAllKeys);

        assertLeftBehind(left, next);
        left.kill();
        left.wipe();
        for (ManagerChild added : List.of(left, lost)) {
            added.start();
            succeeds("store", "add", added.address(), "--at", managers.addresses());
        }
        next.kill();
        managers.awaitLeader(List.of(left, lost));
        lookup.awaitSettled(first, second, third);
        assertAbove(highest, first, second, third);
        assertExclusive(first, second, third);
    }

    /** An owner of the service comes, and leaves in order. */
    private void leaveFree(String service, Losses losses) {
        OwnerChild brief = owner(service, 4);
        losses.awaitSettled(brief);
        brief.process.ask("close");
        Eventually.that(
                "nothing is held",
                () -> managers.awaitLeader().table(service).entries().pieces().stream()
                        .allMatch(piece -> piece.value().isFree()));
    }

    /** It has most votes of the old group with nobody, and the new one doesn't know it. */
    private void assertLeftBehind(ManagerChild left, ManagerChild next) {
        long lsn = next.table("chat").lsn();
        left.start();
        Eventually.always(
                "the old member leads nothing",
                TERMS.manager(),
                () -> !left.isLeading() && next.isLeading());
        assertThat(next.table("chat").lsn()).as("nothing moved").isEqualTo(lsn);
        String both = left.address() + "," + next.address();
        assertThat(succeeds("store", "status", "--at", both))
                .contains("these are members of several clusters", "the store was restored at 20")
                .containsPattern(left.id() + " .* knows no leader");
        LauncherRun refused =
                LauncherRun.of("store", "add", left.address(), "--at", next.address());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("give it an empty data folder first");
        Eventually.that(
                "it says so itself",
                left::errors,
                () -> left.errors().contains("has heard of no leader"));
    }

    /** Two disks of three are lost; and the same file serves again when all is lost once more. */
    @Test
    void aStoreIsForcedUpFromTheFolderOfOneSurvivor() {
        startAll();
        // With three, the table is bigger than what the full disk still takes.
        OwnerChild third = owner(3);
        lookup.awaitSettled(first, second, third);
        long highest = highestNumber(first, second, third);
        lookup.forget();
        managers.all().forEach(ManagerChild::kill);
        awaitNothingHeld(first, second, third);
        ManagerChild survivor = managers.all().get(1);
        ManagerChild next = managers.all().get(0);
        managers.others(survivor).forEach(ManagerChild::wipe);
        Path backup = folder.resolve("survivor.backup");
        backUpWithoutSpaceAndWith(survivor, backup);
        restoreWithoutSpaceAndWith(backup, next);

        startAndWaitTheTerm(next, first, second, third);
        lookup.awaitSettled(first, second, third);
        assertAbove(highest, first, second, third);
        Eventually.that("every range's loss is told", lookup::includesAllKeys);
        long higher = highestNumber(first, second, third);

        lookup.forget();
        next.kill();
        awaitNothingHeld(first, second, third);
        next.wipe();
        restore(backup, next);
        startAndWaitTheTerm(next, first, second, third);
        lookup.awaitSettled(first, second, third);
        assertAbove(higher, first, second, third);
        Eventually.that("every range's loss is told again", lookup::includesAllKeys);
        assertExclusive(first, second, third);
    }

    private void backUpWithoutSpaceAndWith(ManagerChild survivor, Path backup) {
        String[] command = {
            "store", "backup", "--data", survivor.data().toString(), backup.toString()
        };
        LauncherRun failed = LauncherRun.withoutSpace(command);
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains(backup + " can't be written", "free space");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).noneMatch(path -> path.toString().startsWith(backup.toString()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        assertThat(succeeds(command)).contains("from      member " + survivor.id(), "chat LSN");
    }

    private void restoreWithoutSpaceAndWith(Path backup, ManagerChild into) {
        LauncherRun failed = LauncherRun.withoutSpace(restoring(backup, into));
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err())
                .contains("no store can be created in it", "check disk space and rights");
        LauncherRun refused = LauncherRun.of(
                "manager", "--data", into.data().toString(), "--port", "0", "--member", into.id());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("was being restored into it, and that was not finished");
        restore(backup, into);
    }

    private static void restore(Path backup, ManagerChild into) {
        assertThat(succeeds(restoring(backup, into))).contains("new       member " + into.id());
    }

    private static String[] restoring(Path backup, ManagerChild into) {
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

    private static String succeeds(String... command) {
        LauncherRun run = LauncherRun.of(command);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    /** Leases of the lost store could last so long after its last leader's end. */
    private static void startAndWaitTheTerm(ManagerChild manager, OwnerChild... owners) {
        AtomicLong yetToLead = new AtomicLong(System.nanoTime());
        manager.start();
        Eventually.that("it leads", manager::errors, () -> {
            long asked = System.nanoTime();
            boolean leading = manager.isLeading();
            if (!leading) {
                yetToLead.set(asked);
            }
            return leading;
        });
        assertThat(manager.status().leader().restored()).isTrue();
        Eventually.that("owners hold again", () -> held(owners) > 0);
        assertThat(Duration.ofNanos(System.nanoTime() - yetToLead.get()))
                .as("from before it led until after something was granted")
                .isGreaterThan(TERMS.manager());
    }

    private static void assertExclusive(OwnerChild... owners) {
        for (int i = 0; i < owners.length; i++) {
            for (int j = 0; j < i; j++) {
                HeldRun.assertExclusive(owners[i].runs(), owners[j].runs());
            }
        }
    }

    private static void awaitNothingHeld(OwnerChild... owners) {
        Eventually.that("the leases have ended", () -> held(owners) == 0);
    }

    private static long held(OwnerChild... owners) {
        return Arrays.stream(owners).mapToLong(OwnerChild::held).sum();
    }

    /** Of all that were ever held. */
    private static long highestNumber(OwnerChild... owners) {
        return Arrays.stream(owners)
                .flatMap(owner -> owner.runs().stream())
                .mapToLong(HeldRun::number)
                .max()
                .orElseThrow();
    }

    /** All keys are held, now or soon again, and each under a number above. */
    private static void assertAbove(long number, OwnerChild... owners) {
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
