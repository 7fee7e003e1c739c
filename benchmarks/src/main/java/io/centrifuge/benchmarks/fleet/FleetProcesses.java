package io.centrifuge.benchmarks.fleet;

import io.centrifuge.benchmarks.fleet.member.LookupsMember;
import io.centrifuge.benchmarks.fleet.member.OwnersMember;
import io.centrifuge.demo.EndsWithParent;
import io.centrifuge.demo.cluster.ClusterProcesses;
import io.centrifuge.demo.cluster.TrialException;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processes of a fleet and their temporary folder. Used by one thread.
 *
 * <p>Invariant: each process ends when this one does, however that comes: members read their orders
 * from it, and managers and stores run in {@link EndsWithParent}.
 */
final class FleetProcesses implements ClusterProcesses, AutoCloseable {
    /** As the launcher starts a manager or a store. */
    private static final List<String> AS_LAUNCHED = List.of(
            "-Xms64m",
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=0.1",
            "-XX:+ExitOnOutOfMemoryError");

    private static final Duration END = Duration.ofSeconds(25);

    /** JDKs from this one on warn about what Netty does unless they are told that it may. */
    private static final int WARNS_SINCE = 24;

    private final String launcher;
    private final Path folder;
    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final Set<String> paused = new HashSet<>();
    private boolean keepsFolder;

    /** None yet, of the launcher with this main class. */
    FleetProcesses(String launcher) throws TrialException {
        this.launcher = launcher;
        try {
            folder = Files.createTempDirectory("centrifuge-fleet-");
        } catch (IOException failure) {
            throw new TrialException("can't make a temporary folder: " + failure, failure);
        }
    }

    Path folder() {
        return folder;
    }

    /** Has the folder stay, for its logs. */
    void keepFolder() {
        keepsFolder = true;
    }

    @Override
    public void launch(String name, List<String> arguments) throws TrialException {
        List<String> command = java(AS_LAUNCHED);
        command.add("-Dcentrifuge.commit-times=" + commits(name));
        command.add(EndsWithParent.class.getName());
        command.add(launcher);
        command.addAll(arguments);
        if (arguments.getFirst().equals("manager")) {
            command.addAll(List.of("--metrics-port", "0"));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        start(name, builder);
    }

    /** Runs a command of the launcher that ends by itself, and must succeed. */
    void run(String name, List<String> arguments) throws TrialException, InterruptedException {
        launch(name, arguments);
        Process process = process(name);
        if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new TrialException("%s failed: see %s".formatted(name, log(name)));
        }
    }

    MemberProcess owners(MemberPlan.Owners plan) throws TrialException {
        return member(plan, OwnersMember.class, List.of("-XX:TieredStopAtLevel=1"));
    }

    /**
     * Hundreds of tables live there, which are neither garbage nor worth looking for any: marking
     * begins late. What follows a change runs often enough for the second compiler.
     */
    MemberProcess lookups(MemberPlan.Lookups plan) throws TrialException {
        return member(
                plan,
                LookupsMember.class,
                List.of("-XX:InitiatingHeapOccupancyPercent=75", "-XX:-G1UseAdaptiveIHOP"));
    }

    private MemberProcess member(MemberPlan plan, Class<?> main, List<String> flags)
            throws TrialException {
        List<String> all = new ArrayList<>(flags);
        all.addAll(
                List.of("-Xmx" + plan.heapMb() + "m", "-Xss256k", "-XX:+ExitOnOutOfMemoryError"));
        List<String> command = java(all);
        command.add(main.getName());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log(plan.name()).toFile()));
        start(plan.name(), builder);
        return new MemberProcess(plan.name(), log(plan.name()), process(plan.name()));
    }

    private static List<String> java(List<String> flags) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        if (Runtime.version().feature() >= WARNS_SINCE) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        return command;
    }

    private void start(String name, ProcessBuilder builder) throws TrialException {
        try {
            processes.put(name, builder.start());
        } catch (IOException failure) {
            throw new TrialException("can't start %s: %s".formatted(name, failure), failure);
        }
    }

    private Process process(String name) {
        return Objects.requireNonNull(processes.get(name), name);
    }

    /** Of the process that has the name now. */
    long pid(String name) {
        return process(name).pid();
    }

    /** All that run. */
    List<Long> pids() {
        return processes.values().stream()
                .filter(Process::isAlive)
                .map(Process::pid)
                .toList();
    }

    @Override
    public boolean isRunning(String name) {
        Process process = processes.get(name);
        return process != null && process.isAlive();
    }

    @Override
    public Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** In which a manager notes when records were committed. */
    File commits(String name) {
        return folder.resolve(name + ".commits").toFile();
    }

    /** SIGKILL. */
    void kill(String name) throws InterruptedException {
        process(name).destroyForcibly().waitFor();
    }

    /** SIGTERM, and waits; one that takes too long is killed. */
    void stop(String name) throws InterruptedException {
        Process process = process(name);
        process.destroy();
        awaitEnd(process, END);
    }

    /**
     * SIGSTOP to all at once, and SIGCONT when the time is over, by the process that is returned.
     * That one goes on if this one is killed: what is stopped would never see that it is to end.
     */
    Process stall(List<String> names, Duration time) throws TrialException {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "kill -STOP \"$@\" && sleep %d; kill -CONT \"$@\"".formatted(time.toSeconds()),
                "stall"));
        names.forEach(name -> command.add(Long.toString(pid(name))));
        try {
            paused.addAll(names);
            return new ProcessBuilder(command).inheritIO().start();
        } catch (IOException failure) {
            throw new TrialException("can't run \"sh\": " + failure, failure);
        }
    }

    /** Waits until all go on. */
    void awaitEndOf(Process stall) throws TrialException, InterruptedException {
        int status = stall.waitFor();
        paused.clear();
        if (status != 0) {
            throw new TrialException("managers or stores could not be stopped: sh exits " + status);
        }
    }

    boolean isPaused(String name) {
        return paused.contains(name);
    }

    private static void awaitEnd(Process process, Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Kills all: nothing of them is wanted any more. Removes the folder unless it is kept. */
    @Override
    public void close() {
        processes.values().forEach(Process::destroyForcibly);
        boolean interrupted = Thread.interrupted();
        for (Process process : processes.values()) {
            try {
                process.waitFor();
            } catch (InterruptedException hurry) {
                interrupted = true;
            }
        }
        if (!keepsFolder) {
            remove(folder);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException left) {
            System.err.println("the fleet's temporary folder could not be removed: " + left);
        }
    }
}
