package io.centrifuge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a demo ends, none of its processes outlives it. */
class DemoEndsIT {
    private static final int PROCESSES = 6;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

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
