package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.owner.Owner;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A group with many records behind it: what it keeps on disk doesn't grow with them, nor does the
 * time in which it serves again after all of it was killed.
 */
class LargeLogTest {
    /** {@code -Dcentrifuge.records}: how many are committed. */
    private static final int RECORDS = Integer.getInteger("centrifuge.records", 5_000);

    /** {@code -Dcentrifuge.serving-within}: seconds from the start of its processes. */
    private static final Duration SERVING =
            Duration.ofSeconds(Integer.getInteger("centrifuge.serving-within", 45));

    /** Of one member: some files of 4 MiB of the log, and two snapshots. */
    private static final long MOST_BYTES = 32L << 20;

    /** For many of them a JVM compiles all that it can; this is the last word on its options. */
    private static final Host FILLING = RECORDS < 100_000
            ? Host.LOOPBACK
            : new Host(
                    Host.LOOPBACK.address(),
                    List.of("env", "_JAVA_OPTIONS=-XX:TieredStopAtLevel=4"));

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    @Test
    void isRestartedSoonAndBounded() {
        ManagerGroup managers =
                started.ending(new ManagerGroup(FILLING, folder, LeaseTiming.STANDARD));
        long begun = System.nanoTime();
        String last = managers.fill(RECORDS);
        long filled = System.nanoTime();
        long lsn = managers.awaitLeader().lsn(last);
        assertBounded(managers);

        managers.all().forEach(ManagerChild::kill);
        long startedAt = System.nanoTime();
        managers.all().forEach(manager -> manager.launch(Host.LOOPBACK));
        try (Owner owner = Owner.builder()
                .service("chat")
                .id("owner-1")
                .address("10.0.0.1:80")
                .managers(managers.addresses())
                .build()) {
            owner.start();
            assertThat(Eventually.within(
                            SERVING, () -> owner.checkLeaseNow("any").held()))
                    .as("an owner is served within %s", SERVING)
                    .isTrue();
        }
        long served = System.nanoTime();
        managers.all().forEach(ManagerChild::awaitListening);
        assertThat(managers.awaitLeader().lsn(last)).isGreaterThanOrEqualTo(lsn);
        assertBounded(managers);
        System.out.printf(
                "%d records in %.1f s, then served %.1f s after the start; %.1f MB a member%n",
                RECORDS,
                (filled - begun) / 1e9,
                (served - startedAt) / 1e9,
                managers.all().stream().mapToLong(ManagerChild::diskBytes).max().orElseThrow()
                        / 1e6);
    }

    private static void assertBounded(ManagerGroup managers) {
        assertThat(managers.all())
                .allSatisfy(manager -> assertThat(manager.diskBytes())
                        .as("bytes on disk of one member")
                        .isLessThan(MOST_BYTES));
    }
}
