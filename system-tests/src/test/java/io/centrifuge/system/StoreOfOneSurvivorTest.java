package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.testsupport.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A store whose majority is lost and that is restored from a survivor's folder, with owners and a
 * lookup at work (docs/protocol.md, "Restored stores").
 */
@Tag("long")
class StoreOfOneSurvivorTest extends StoreRestoring {
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

        startAndWaitTheDuration(next, first, second, third);
        lookup.awaitSettled(first, second, third);
        assertAbove(highest, first, second, third);
        Eventually.that("every range's loss is told", lookup::includesAllKeys);
        long higher = highestNumber(first, second, third);

        lookup.forget();
        next.kill();
        awaitNothingHeld(first, second, third);
        next.wipe();
        restore(backup, next);
        startAndWaitTheDuration(next, first, second, third);
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
}
