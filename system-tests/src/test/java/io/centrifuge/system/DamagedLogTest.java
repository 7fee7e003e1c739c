package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.testsupport.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A member whose log is damaged says so and stands aside; nothing committed is lost (G4
 * of docs/protocol.md, "What it promises").
 */
class DamagedLogTest extends BadDiskGroup {
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
