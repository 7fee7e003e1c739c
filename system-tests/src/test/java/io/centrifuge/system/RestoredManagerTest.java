package io.centrifuge.system;

import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk of a manager that is alone is lost, and restored from a backup made before the last
 * leases, with owners and a lookup at work (docs/protocol.md, "Restored stores").
 */
class RestoredManagerTest {
    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    @Test
    void oneManagerIsRestoredFromABackup() {
        ManagerChild manager = started.ending(new ManagerChild(folder, StoreRestoring.TIMING));
        Losses lookup = started.ending(new Losses("chat", manager.address()));
        OwnerChild first = owner(manager, 1);
        lookup.awaitSettled(first);
        Path backup = folder.resolve("chat.backup");
        StoreRestoring.succeeds("store", "backup", "--at", manager.address(), backup.toString());
        OwnerChild second = owner(manager, 2);
        lookup.awaitSettled(first, second);
        long highest = StoreRestoring.highestNumber(first, second);
        lookup.forget();

        manager.kill();
        manager.wipe();
        StoreRestoring.awaitNothingHeld(first, second);
        StoreRestoring.succeeds(
                "store", "restore", backup.toString(), "--data", manager.data().toString());
        StoreRestoring.startAndWaitTheDuration(manager, first, second);
        lookup.awaitSettled(first, second);
        StoreRestoring.assertAbove(highest, first, second);
        Eventually.that("every range's loss is told", lookup::includesAllKeys);
        StoreRestoring.assertExclusive(first, second);
    }

    private OwnerChild owner(ManagerChild manager, int number) {
        return started.ending(OwnerChild.numbered(folder, "chat", number, manager.address()));
    }
}
