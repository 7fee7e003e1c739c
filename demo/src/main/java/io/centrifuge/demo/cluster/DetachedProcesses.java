package io.centrifuge.demo.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Processes that outlive the one that starts them. For each there is a file with its id, and when
 * it began, since ids are used again. Immutable.
 *
 * @param folder of these files and the logs
 * @param launcher the launcher's main class, on this process's class path
 */
public record DetachedProcesses(Path folder, Class<?> launcher) implements ClusterProcesses {
    /** Its output is added to the log. */
    @Override
    public void launch(String name, List<String> arguments) throws TrialException {
        List<String> words = new ArrayList<>(launcherWords());
        words.addAll(arguments);
        try {
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()))
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            Files.writeString(pidFile(name), process.pid() + " " + began(process.toHandle()));
        } catch (IOException failure) {
            throw new TrialException(
                    "can't start \"%s\": %s".formatted(String.join(" ", words), failure));
        }
    }

    /**
     * The script where there is one, since it keeps what the process runs from; else this Java and
     * class path.
     */
    private List<String> launcherWords() {
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
                launcher.getName());
    }

    /** The process, while it runs. */
    public Optional<ProcessHandle> find(String name) {
        try {
            String[] words = Files.readString(pidFile(name)).split(" ", -1);
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

    @Override
    public boolean isRunning(String name) {
        return find(name).isPresent();
    }

    @Override
    public Path log(String name) {
        return folder.resolve(name + ".log");
    }

    private Path pidFile(String name) {
        return folder.resolve(name + ".pid");
    }
}
