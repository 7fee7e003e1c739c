package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A group of three, some of whose disks become bad, with an owner and a lookup at work. */
abstract class BadDiskGroup {
    private static final LeaseTiming TIMING = LeaseTiming.STANDARD;

    /** No file takes more than 32 KiB; the log's files are 4 MiB. */
    static final Host FULL = new Host(
            Host.LOOPBACK.address(), List.of("bash", "-c", "ulimit -f 32; exec \"$@\"", "bash"));

    /** Which don't fit into that. */
    static final int RECORDS = 800;

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    ManagerGroup managers;
    Losses lookup;
    OwnerChild owner;

    @BeforeEach
    void startAll() {
        managers = started.ending(new ManagerGroup(folder, TIMING));
        lookup = started.ending(new Losses("chat", managers.addresses()));
        owner = started.ending(
                new OwnerChild(folder, "chat", "owner", "10.0.0.1:80", managers.addresses()));
        lookup.awaitSettled(owner);
        lookup.forget();
    }

    static void assertStopsFor(ManagerChild member, String reason) {
        Eventually.that("it stops", member::errors, member::hasHalted);
        assertThat(member.halted()).contains(reason);
    }

    final void assertNobodyNoticed() {
        assertThat(owner.held()).isEqualTo(Keys.COUNT);
        assertThat(owner.counters().lost()).isZero();
        assertThat(lookup.ranges()).isEmpty();
    }
}
