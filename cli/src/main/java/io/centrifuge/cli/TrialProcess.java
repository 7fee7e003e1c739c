package io.centrifuge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One process of a trial cluster, which outlives the command that starts it. A file has its id, and
 * when it began, since ids are used again. Stateless.
 */
final class TrialProcess {
    private TrialProcess() {}

    /** Starts a command of the launcher; its output is added to the log. */
    static void start(List<String> command, Path log, Path pidFile) throws CommandFailure {
        List<String> words = new ArrayList<>(launcher());
        words.addAll(command);
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            Files.writeString(pidFile, process.pid() + " " + began(process.toHandle()));
        } catch (IOException failure) {
            throw CommandFailure.failed(
                    "can't start \"%s\": %s".formatted(String.join(" ", words), failure));
        }
    }

    /**
     * The script where there is one, since it keeps what the process runs from; else this Java and
     * class path.
     */
    private static List<String> launcher() {
        String home = System.getProperty("centrifuge.home");
        if (home != null) {
            return List.of(Path.of(home, "centrifuge").toString());
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName());
    }

    /** The process that the file tells of, while it runs. */
    static Optional<ProcessHandle> find(Path pidFile) {
        try {
            String[] words = Files.readString(pidFile).split(" ", -1);
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> began(process).equals(words[1]));
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static String began(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
