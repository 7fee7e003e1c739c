package io.centrifuge.demo;

import io.centrifuge.demo.cluster.TrialException;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One process of the demo: this Java, this class path, its output in a log file. */
final class Child {
    private static final String LISTENING = "listening on ";
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(10);

    /** JDKs from this one on warn about what Netty does unless they are told that it may. */
    private static final int WARNS_SINCE = 24;

    private final String name;
    private final Path log;
    private final Process process;
    private final CompletableFuture<String> address = new CompletableFuture<>();

    private Child(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * @param name also of the log file, to which a later process of that name adds
     * @param mainAndArguments a main class, and its arguments
     */
    static Child start(String name, List<String> mainAndArguments, Path logs)
            throws TrialException {
        List<String> command = new ArrayList<>(java());
        command.add(EndsWithParent.class.getName());
        command.addAll(mainAndArguments);
        try {
            Path log = logs.resolve(name + ".log");
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            Child child = new Child(name, log, process);
            Thread reader = new Thread(child::copyOutput, "output of " + name);
            reader.setDaemon(true);
            reader.start();
            return child;
        } catch (IOException failure) {
            throw new TrialException("can't start %s: %s".formatted(name, failure), failure);
        }
    }

    private static List<String> java() {
        String running = ProcessHandle.current()
                .info()
                .command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        List<String> command = new ArrayList<>(List.of(
                running,
                "-Xms32m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-XX:+ExitOnOutOfMemoryError"));
        if (Runtime.version().feature() >= WARNS_SINCE) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        return command;
    }

    /** Ends when the process does. */
    private void copyOutput() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                BufferedWriter copy = Files.newBufferedWriter(
                        log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                copy.write(line);
                copy.newLine();
                copy.flush();
                if (line.startsWith(LISTENING)) {
                    address.complete(line.substring(LISTENING.length()));
                }
            }
        } catch (IOException ended) {
            address.completeExceptionally(ended);
        }
        address.completeExceptionally(new IOException("the process has ended"));
    }

    String name() {
        return name;
    }

    /** Waits for the address that it says it listens on. */
    String awaitAddress() throws TrialException, InterruptedException {
        try {
            return address.get(START.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            throw new TrialException(
                    "%s did not start: its log is %s".formatted(name, log), failure);
        }
    }

    /** Whether it ended by itself in time, and said that it succeeded. */
    boolean awaitSuccess(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)
                && process.exitValue() == 0;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Path log() {
        return log;
    }

    /** SIGKILL, where there are signals. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM, where there are signals; doesn't wait. */
    void terminate() {
        process.destroy();
    }

    /** After {@link #terminate} or {@link #kill}; a process that takes too long is killed. */
    boolean awaitEnd() throws InterruptedException {
        boolean ended = process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        return ended;
    }
}
