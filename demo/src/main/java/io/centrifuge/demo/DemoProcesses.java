package io.centrifuge.demo;

import io.centrifuge.demo.cluster.ClusterProcesses;
import io.centrifuge.demo.cluster.TrialException;
import io.centrifuge.examples.rendezvous.BackEnd;
import io.centrifuge.examples.rendezvous.FrontEnd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processes of the demo and their temporary folder. One thread starts and stops; another may
 * {@link #close} at any time, after which nothing starts.
 *
 * <p>Invariant: a child that runs is in {@code children}, so that closing ends it.
 */
final class DemoProcesses implements ClusterProcesses, AutoCloseable {
    private static final Duration SETTLE = Duration.ofSeconds(30);

    private final DemoOptions options;
    private final Path folder;
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final Managers managers;
    private final List<String> frontEnds = new ArrayList<>();
    private boolean closed;
    private boolean keepsFolder;

    DemoProcesses(DemoOptions options) throws TrialException {
        this.options = options;
        try {
            folder = Files.createTempDirectory("centrifuge-demo-");
        } catch (IOException failure) {
            throw new TrialException("can't make a temporary folder: " + failure, failure);
        }
        managers = new Managers(options, this);
    }

    /** The managers and the store. */
    Managers managers() {
        return managers;
    }

    /** Has the store's data and all logs. */
    Path folder() {
        return folder;
    }

    /** Has the folder stay, for its logs; returns false if it is gone already. */
    synchronized boolean keepFolder() {
        keepsFolder = true;
        return !closed;
    }

    void requireAlive(List<String> names) throws TrialException {
        for (String name : names) {
            Child child = child(name);
            if (!child.isAlive()) {
                throw new TrialException(
                        "%s did not start:%n%s".formatted(name, lastLines(child.log())));
            }
        }
    }

    @Override
    public void launch(String name, List<String> arguments) throws TrialException {
        var unused = startLauncher(name, arguments);
    }

    private Child startLauncher(String name, List<String> arguments) throws TrialException {
        List<String> command = new ArrayList<>(options.launcher());
        command.addAll(arguments);
        return start(name, command);
    }

    @Override
    public synchronized boolean isRunning(String name) {
        Child child = children.get(name);
        return child != null && child.isAlive();
    }

    @Override
    public Path log(String name) {
        return child(name).log();
    }

    /** Runs a command of the launcher that ends by itself, and must succeed. */
    void run(String name, List<String> arguments, Duration atMost)
            throws TrialException, InterruptedException {
        Child child = startLauncher(name, arguments);
        if (!child.awaitSuccess(atMost)) {
            throw new TrialException("%s failed:%n%s".formatted(name, lastLines(child.log())));
        }
    }

    void killAll() throws InterruptedException {
        List<Child> all;
        synchronized (this) {
            all = List.copyOf(children.values());
        }
        all.forEach(Child::kill);
        for (Child child : all) {
            child.awaitEnd();
        }
    }

    private static String lastLines(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
        } catch (IOException unreadable) {
            return "(%s can't be read: %s)".formatted(log, unreadable);
        }
    }

    /** Starts back ends; they have no ranges yet. */
    void startBackEnds(List<String> ids) throws TrialException, InterruptedException {
        List<Child> started = new ArrayList<>();
        for (String id : ids) {
            List<String> command = new ArrayList<>(List.of(
                    BackEnd.class.getName(), "--id", id, "--managers", managers.addresses()));
            command.addAll(managers.ownerFlags());
            started.add(start(id, command));
        }
        for (Child child : started) {
            child.awaitAddress();
        }
    }

    void startFrontEnds(int count) throws TrialException, InterruptedException {
        List<Child> started = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            List<String> command = new ArrayList<>(
                    List.of(FrontEnd.class.getName(), "--managers", managers.addresses()));
            command.addAll(managers.lookupFlags());
            started.add(start("front-end-" + i, command));
        }
        for (Child child : started) {
            frontEnds.add(child.awaitAddress());
        }
    }

    /** The front ends' addresses, {@code host:port}. */
    List<String> frontEnds() {
        return List.copyOf(frontEnds);
    }

    /** Waits until exactly these back ends hold the whole key space. */
    void awaitSharedBy(List<String> ids) throws TrialException, InterruptedException {
        try (RendezvousOwners owners = managers.owners()) {
            Waiting.until(
                    "the key space to be shared by " + String.join(", ", ids),
                    SETTLE,
                    () -> owners.share(ids));
        }
    }

    void kill(String name) throws InterruptedException {
        Child child = child(name);
        child.kill();
        child.awaitEnd();
    }

    /** Asks it to end, and waits; returns false if it had to be killed. */
    boolean stop(String name) throws InterruptedException {
        Child child = child(name);
        child.terminate();
        return child.awaitEnd();
    }

    private synchronized Child child(String name) {
        Child child = children.get(name);
        if (child == null) {
            throw new IllegalArgumentException("no process is named \"%s\"".formatted(name));
        }
        return child;
    }

    private synchronized Child start(String name, List<String> command) throws TrialException {
        if (closed) {
            throw new TrialException("the demo was interrupted");
        }
        Child child = Child.start(name, command, folder);
        children.put(name, child);
        return child;
    }

    /** Ends every process and removes the folder. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        children.values().forEach(Child::terminate);
        try {
            for (Child child : children.values()) {
                child.awaitEnd();
            }
        } catch (InterruptedException hurry) {
            children.values().forEach(Child::kill);
            Thread.currentThread().interrupt();
        }
        if (!keepsFolder) {
            remove(folder);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException left) {
            System.err.println("the demo's temporary folder could not be removed: " + left);
        }
    }
}
