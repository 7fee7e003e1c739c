package io.centrifuge.system;

import io.centrifuge.testsupport.Eventually;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A JVM that a test started. The test says commands on its standard input, each with a number, and
 * reads lines: answers begin with "=" and the number, all others tell of what happened. One thread
 * uses it; it is ended by its own process id alone.
 */
final class ChildProcess implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int SHOWN_ERRORS = 4000;

    private final String name;
    private final Process process;
    private final Path errors;
    private final BufferedWriter commands;

    /** Guarded by itself. */
    private final List<String> lines = new ArrayList<>();

    private int asked;

    private ChildProcess(String name, Process process, Path errors) {
        this.name = name;
        this.process = process;
        this.errors = errors;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "lines of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * @param folder where its standard error goes
     */
    static ChildProcess start(Class<?> main, Path folder, String... arguments) {
        return start(Host.LOOPBACK, main, folder, List.of(arguments));
    }

    /** The same elsewhere. */
    static ChildProcess start(Host host, Class<?> main, Path folder, List<String> arguments) {
        return start(host, Release.THIS, main, folder, arguments);
    }

    /** The same of another release. */
    static ChildProcess start(
            Host host, Release release, Class<?> main, Path folder, List<String> arguments) {
        List<String> command = new ArrayList<>(host.enter());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx256m"));
        command.addAll(release.flags());
        command.add(main.getName());
        command.addAll(arguments);
        try {
            Path errors = Files.createTempFile(folder, main.getSimpleName(), ".err");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            return new ChildProcess(main.getSimpleName() + " " + process.pid(), process, errors);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException ended) {
            synchronized (lines) {
                lines.add("ended: " + ended);
            }
        }
    }

    /** All that it said until now. */
    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Waits for a line that begins so, and returns the rest of it. */
    String await(String prefix) {
        return await(prefix, LONGEST);
    }

    private String await(String prefix, Duration atMost) {
        Predicate<String> wanted = line -> line.startsWith(prefix);
        boolean found =
                Eventually.within(atMost, () -> first(wanted).isPresent() || !process.isAlive());
        Optional<String> line = first(wanted);
        if (!found || line.isEmpty()) {
            throw new AssertionError("%s did not say \"%s\" (alive: %s); it said %s; errors: %s"
                    .formatted(name, prefix, process.isAlive(), lines(), errors()));
        }
        return line.get().substring(prefix.length()).strip();
    }

    private Optional<String> first(Predicate<String> wanted) {
        synchronized (lines) {
            return lines.stream().filter(wanted).findFirst();
        }
    }

    /** Whether it has said such a line. */
    boolean hasSaid(String prefix) {
        return first(line -> line.startsWith(prefix)).isPresent();
    }

    /** Says the command and returns its answer. */
    String ask(String command) {
        return ask(command, LONGEST);
    }

    /** The same for one that takes long. */
    String ask(String command, Duration atMost) {
        asked++;
        try {
            commands.write(asked + " " + command + "\n");
            commands.flush();
        } catch (IOException failure) {
            throw new AssertionError(name + " takes no commands: " + errors(), failure);
        }
        String prefix = "=" + asked + " ";
        String answer = await(prefix, atMost);
        synchronized (lines) {
            // Thousands of them would have to be gone through again for each line that comes.
            lines.removeIf(line -> line.startsWith(prefix));
        }
        return answer;
    }

    /** The end of what is on its standard error. */
    String errors() {
        try {
            String all = Files.readString(errors);
            return all.substring(Math.max(0, all.length() - SHOWN_ERRORS));
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    /** Processor time that it has used. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits until it has ended by itself; returns its exit code. */
    int awaitEnd() {
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(name + " doesn't end; it said " + lines());
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        process.toHandle().destroyForcibly();
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(name + " outlives SIGKILL");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** SIGTERM; returns when it has ended, in order as it should. */
    void stop() {
        askToEnd();
        awaitEnd();
    }

    /** SIGTERM. */
    void askToEnd() {
        // Process.destroy() would close its standard input as well, on which it ends at once.
        process.toHandle().destroy();
    }

    /** SIGSTOP; returns when it is stopped. */
    void pause() {
        signal("-STOP");
        Eventually.that(name + " is stopped", () -> state() == 'T');
    }

    /** SIGCONT. */
    void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            int status = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("kill " + signal + " of " + name + ": " + status);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    /** The letter after the parenthesis that closes the command's name. */
    private char state() {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            throw new AssertionError(name + " is gone: " + errors(), gone);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
