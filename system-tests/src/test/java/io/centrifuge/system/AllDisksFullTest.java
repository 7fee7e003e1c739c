package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.testsupport.Eventually;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Members whose disks are full say so and stop; nothing committed is lost (G4
 * of docs/protocol.md, "What it promises").
 */
class AllDisksFullTest extends BadDiskGroup {
    @Test
    void withoutSpaceOnAnyDiskAllStopAndWhatIsCommittedIsThereAfterwards() {
        managers.all().forEach(ManagerChild::kill);
        managers.all().forEach(manager -> manager.launch(FULL));
        managers.all().forEach(ManagerChild::awaitListening);
        List<Integer> committed = new ArrayList<>();
        Eventually.that("a disk is full", () -> {
            managers.all().stream()
                    .filter(ManagerChild::isLeading)
                    .findFirst()
                    .ifPresent(leader ->
                            committed.add(leader.fill("filler-" + committed.size(), RECORDS)));
            return managers.all().stream().anyMatch(ManagerChild::hasHalted);
        });
        ManagerChild first = managers.all().stream()
                .filter(ManagerChild::hasHalted)
                .findFirst()
                .orElseThrow();
        assertStopsFor(first, "check the disk and its free space");

        managers.all().forEach(ManagerChild::kill);
        managers.all().forEach(ManagerChild::launch);
        managers.all().forEach(ManagerChild::awaitListening);
        ManagerChild leader = managers.awaitLeader();
        for (int i = 0; i < committed.size(); i++) {
            assertThat(leader.lsn("filler-" + i)).isGreaterThanOrEqualTo(committed.get(i));
        }
        lookup.awaitSettled(owner);
    }
}
