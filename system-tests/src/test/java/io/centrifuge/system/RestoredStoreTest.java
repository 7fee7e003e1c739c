package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A store that is lost and restored from a backup, with owners and a lookup at work
 * (docs/protocol.md, "Restored stores").
 */
@Tag("long")
class RestoredStoreTest extends StoreRestoring {
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

        startAndWaitTheDuration(next, first, second, third, ofFree);
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
                TIMING.manager(),
                () -> !left.isLeading() && next.isLeading());
        assertThat(next.table("chat").lsn()).as("nothing moved").isEqualTo(lsn);
        String both = left.address() + "," + next.address();
        LauncherRun status = LauncherRun.of("store", "status", "--at", both);
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.err()).contains("these are members of several groups");
        assertThat(status.out())
                .contains("the store was restored at 20")
                .containsPattern(left.id() + " .* knows no leader");
        assertThat(LauncherRun.of("status", "--manager", both).err())
                .contains(left.address() + " belongs to this cluster as it was before the restore");
        LauncherRun refused =
                LauncherRun.of("store", "add", left.address(), "--at", next.address());
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("give it an empty data folder first");
        Eventually.that(
                "it says so itself",
                left::errors,
                () -> left.errors().contains("has heard of no leader"));
    }
}
