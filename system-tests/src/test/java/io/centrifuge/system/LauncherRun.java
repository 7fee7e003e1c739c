package io.centrifuge.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One command of the launcher, run in a process of its own until it ended. */
record LauncherRun(int exitCode, String out, String err) {
    private static final int LONGEST_SECONDS = 60;

    static LauncherRun of(String... arguments) {
        return run(command(arguments));
    }

    /** The same on a disk that is full once a file has a kilobyte. */
    static LauncherRun withoutSpace(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("bash", "-c", "ulimit -f 1; exec \"$@\"", "bash"));
        command.addAll(command(arguments));
        return run(command);
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData"));
        command.addAll(ClassArchive.flags());
        command.add("io.centrifuge.cli.Main");
        command.addAll(List.of(arguments));
        return command;
    }

    private static LauncherRun run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).start();
            CompletableFuture<String> out = all(process.getInputStream());
            CompletableFuture<String> err = all(process.getErrorStream());
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end; it said " + out + err);
            }
            return new LauncherRun(process.exitValue(), out.join(), err.join());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static CompletableFuture<String> all(InputStream from) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return new String(from.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }
}
