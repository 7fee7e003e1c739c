package io.centrifuge.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Runs JMH in processes of their own, with a class path of their own: what the calls are compared
 * with must not be on the launcher's.
 */
final class HotCallsRun {
    private static final String BENCHMARK = "# Benchmark: ";
    private static final String PARAMETERS = "# Parameters: ";
    private static final int LAST_LINES = 30;

    private final Path jars;
    private final Consumer<String> progress;

    /**
     * @param jars the folder of what module hot-calls needs, and of itself
     */
    HotCallsRun(Path jars, Consumer<String> progress) {
        this.jars = jars;
        this.progress = progress;
    }

    /**
     * Measures those whose names match, and adds what comes out.
     *
     * @param benchmarks a regular expression
     */
    void measure(String benchmarks, int ranges, JmhResults to)
            throws CommandFailure, InterruptedException, IOException {
        Path file = Files.createTempFile("centrifuge-bench", ".json");
        try {
            run(command(benchmarks, ranges, file));
            to.add(new JsonMapper().readTree(file.toFile()));
        } finally {
            Files.delete(file);
        }
    }

    private List<String> command(String benchmarks, int ranges, Path file) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What keeps the JVM from warning; JMH hands it on to those that it starts.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx1g", "-cp", jars + "/*", "org.openjdk.jmh.Main", benchmarks));
        command.addAll(List.of("-p", "ranges=" + ranges, "-prof", "gc", "-foe", "true"));
        command.addAll(List.of("-rf", "json", "-rff", file.toString()));
        return command;
    }

    private void run(List<String> command)
            throws CommandFailure, InterruptedException, IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread atEnd = new Thread(() -> destroy(process));
        Runtime.getRuntime().addShutdownHook(atEnd);
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            follow(lines, last);
            if (process.waitFor() != 0) {
                throw CommandFailure.failed("JMH failed:\n" + String.join("\n", last));
            }
        } finally {
            destroy(process);
            Runtime.getRuntime().removeShutdownHook(atEnd);
        }
    }

    private void follow(BufferedReader lines, Deque<String> last) throws IOException {
        String name = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            last.addLast(line);
            if (last.size() > LAST_LINES) {
                last.removeFirst();
            }
            if (line.startsWith(BENCHMARK)) {
                name = line.substring(line.lastIndexOf('.') + 1);
            } else if (line.startsWith(PARAMETERS)) {
                progress.accept(
                        "measuring %s %s".formatted(name, line.substring(PARAMETERS.length())));
            }
        }
    }

    /** With what it started. */
    private static void destroy(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
