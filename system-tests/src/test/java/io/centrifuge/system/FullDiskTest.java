package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.testsupport.Eventually;
import org.junit.jupiter.api.Test;

/**
 * A member whose disk is full says so and stands aside; nothing committed is lost (G4
 * of docs/protocol.md, "What it promises").
 */
class FullDiskTest extends BadDiskGroup {
    @Test
    void twoGoOnWithoutTheOneWhoseDiskIsFull() {
        ManagerChild leader = managers.awaitLeader();
        ManagerChild full = managers.others(leader).getFirst();
        full.kill();
        full.launch(FULL);
        full.awaitListening();

        String last = managers.fill(RECORDS);
        assertStopsFor(full, "check the disk and its free space");

        LeaseTable table = managers.awaitLeader(managers.others(full)).table(last);
        full.kill();
        full.start();
        Eventually.that("it has all again", () -> full.lsn(last) >= table.lsn());
        assertThat(full.table("chat")).isEqualTo(managers.awaitLeader().table("chat"));
        assertNobodyNoticed();
    }
}
