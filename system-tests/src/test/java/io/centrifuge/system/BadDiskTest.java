package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.core.table.LeaseTable;
import io.centrifuge.core.time.LeaseTerms;
import io.centrifuge.testsupport.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Members of a group of three whose disks are full or damaged: each says so and stands aside, and
 * nothing that was committed is lost (G4 of docs/protocol.md, "What it promises").
 */
class BadDiskTest {
    private static final LeaseTerms TERMS = LeaseTerms.STANDARD;

    /** No file takes more than 64 KiB; the log's files are 4 MiB. */
    private static final Host FULL = new Host(
            Host.LOOPBACK.address(), List.of("bash", "-c", "ulimit -f 64; exec \"$@\"", "bash"));

    /** Which don't fit into that. */
    private static final int RECORDS = 1_500;

    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private ManagerGroup managers;
    private Losses lookup;
    private OwnerChild owner;

    @BeforeEach
    void startAll() {
        managers = started.ending(new ManagerGroup(folder, TERMS));
        lookup = started.ending(new Losses("chat", managers.addresses()));
        owner = started.ending(
                new OwnerChild(folder, "chat", "owner", "10.0.0.1:80", managers.addresses()));
        lookup.awaitSettled(owner);
        lookup.forget();
    }

    @Test
    void twoGoOnWithoutTheOneWhoseDiskIsFull() {
        ManagerChild leader = managers.awaitLeader();
        ManagerChild full = managers.others(leader).getFirst();
        full.kill();
        full.launch(FULL);
        full.awaitListening();

        String last = managers.fill(managers.others(full), RECORDS);
        assertStopsFor(full, "check the disk and its free space");

        LeaseTable table = managers.awaitLeader(managers.others(full)).table(last);
        full.kill();
        full.start();
        Eventually.that("it has all again", () -> full.lsn(last) >= table.lsn());
        assertThat(full.table("chat")).isEqualTo(managers.awaitLeader().table("chat"));
        assertNobodyNoticed();
    }

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

    @Test
    void twoGoOnWithoutTheOneWhoseLogIsDamagedAndItIsReplaced() throws IOException {
        ManagerChild damaged = managers.others(managers.awaitLeader()).getFirst();
        damaged.kill();
        damage(damaged.data());
        damaged.launch();
        assertThat(damaged.awaitEnd()).isNotZero();
        assertThat(damaged.errors()).contains("data folder " + damaged.data(), "restore");

        damaged.wipe();
        damaged.start();
        LauncherRun replaced = LauncherRun.of(
                "store", "replace", damaged.id(), damaged.address(), "--at", managers.addresses());
        assertThat(replaced.exitCode()).as(replaced.err()).isZero();
        ManagerChild leader = managers.awaitLeader();
        Eventually.that("it has all again", () -> damaged.lsn("chat") == leader.lsn("chat"));
        assertThat(damaged.table("chat")).isEqualTo(leader.table("chat"));
        assertNobodyNoticed();
    }

    private static void assertStopsFor(ManagerChild member, String reason) {
        Eventually.that("it stops", member::errors, member::hasHalted);
        assertThat(member.halted()).contains(reason);
    }

    private void assertNobodyNoticed() {
        assertThat(owner.held()).isEqualTo(Keys.COUNT);
        assertThat(owner.counters().lost()).isZero();
        assertThat(lookup.ranges()).isEmpty();
    }

    /** Turns a byte in the middle of what the log holds. */
    private static void damage(Path data) throws IOException {
        Path log;
        try (Stream<Path> files = Files.walk(data)) {
            log = files.filter(file -> file.getFileName().toString().startsWith("log_"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(log);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        bytes[end / 2] ^= 0x55;
        Files.write(log, bytes);
    }
}
