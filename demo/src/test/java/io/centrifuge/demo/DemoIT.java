package io.centrifuge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo with real processes, and that none of them outlives it. */
class DemoIT {
    private static final int PROCESSES = 6;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    @Test
    void theDemoPassesAndLeavesNoProcess() throws Exception {
        DemoOptions options = new DemoOptions(
                DeviceList.builtIn(), DemoOptions.FEWEST_SECONDS, DemoManager.COMMAND, 1, 0, false);
        DemoReport report =
                Demo.run(options, new PrintStream(OutputStream.nullOutputStream(), true));
        assertThat(report.problems()).isEmpty();
        assertThat(report.exitCode()).as(report.toJson()).isZero();
        assertThat(report.outcome().lossesNotified()).isPositive();
        assertThat(report.rangesByOwner()).containsOnlyKeys("back-end-3", "back-end-4");
        assertThat(ProcessHandle.current().descendants()).isEmpty();
    }

    @Test
    void interruptedItEndsItsProcessesAndRemovesItsFolder() throws Exception {
        Process demo = startDemo();
        List<ProcessHandle> children = awaitLoad(demo);
        demo.destroy();
        awaitEnd(children);
        assertThat(demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(path -> path.toString().contains("centrifuge")))
                    .isEmpty();
        }
    }

    @Test
    void killedItsProcessesEndByThemselves() throws Exception {
        Process demo = startDemo();
        List<ProcessHandle> children = awaitLoad(demo);
        demo.destroyForcibly();
        awaitEnd(children);
    }

    private Process startDemo() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.io.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        DemoProgram.class.getName(),
                        "60")
                .redirectErrorStream(true)
                .start();
    }

    /** Waits until devices publish; returns the processes that the demo has started. */
    private static List<ProcessHandle> awaitLoad(Process demo) throws IOException {
        BufferedReader output = demo.inputReader(StandardCharsets.UTF_8);
        String line;
        do {
            line = output.readLine();
            assertThat(line).as("a line of the demo's output").isNotNull();
        } while (!line.contains("PUBLISH"));
        List<ProcessHandle> children = demo.descendants().toList();
        assertThat(children).hasSize(PROCESSES);
        return children;
    }

    private static void awaitEnd(List<ProcessHandle> processes) throws Exception {
        CompletableFuture.allOf(processes.stream()
                        .map(ProcessHandle::onExit)
                        .toArray(CompletableFuture<?>[]::new))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
