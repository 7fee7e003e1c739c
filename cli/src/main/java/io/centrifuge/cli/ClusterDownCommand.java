package io.centrifuge.cli;

import io.centrifuge.demo.cluster.ClusterPlan;
import io.centrifuge.demo.cluster.DetachedProcesses;
import io.centrifuge.demo.cluster.TrialException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends a trial cluster. */
@Command(
        name = "down",
        header = "End all processes, in order.",
        description = {"", "The data stay for the next \"cluster up\", unless told otherwise."},
        footer = {"", "Examples:", "  centrifuge cluster down --remove"})
final class ClusterDownCommand implements Callable<Integer> {
    private static final Duration END = Duration.ofSeconds(15);

    private final ProcessContext context;

    @Option(
            names = "--remove",
            description = "Remove the cluster's files, too, and its folder if it has no others.")
    private boolean remove;

    @Mixin
    private ClusterFlags flags = new ClusterFlags();

    ClusterDownCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, TrialException {
        ClusterPlan plan = flags.plan(context);
        DetachedProcesses processes = ClusterFlags.processes(plan);
        List<ProcessHandle> running = new ArrayList<>();
        for (String name : plan.managers()) {
            processes.find(name).ifPresent(running::add);
        }
        // Managers first, since they resign by what the store commits.
        end(running);
        int ended = running.size();
        running.clear();
        for (String name : plan.stores()) {
            processes.find(name).ifPresent(running::add);
        }
        end(running);
        context.out()
                .printf(
                        "%s ended%s%n",
                        processes(ended + running.size()),
                        remove ? remove(plan) : "; data are in " + plan.folder());
        return ExitCodes.OK;
    }

    private static String processes(int count) {
        return count == 1 ? "1 process" : count + " processes";
    }

    /** Asks them to end, and kills those that take too long. */
    private static void end(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroy);
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        CompletableFuture<Void> all = CompletableFuture.allOf(ends);
        all.copy().completeOnTimeout(null, END.toSeconds(), TimeUnit.SECONDS).join();
        processes.forEach(ProcessHandle::destroyForcibly);
        all.join();
    }

    /** What is the cluster's, and the folder if nothing else is in it; says what was done. */
    private static String remove(ClusterPlan plan) throws CommandFailure {
        Path folder = plan.folder();
        try {
            List<Path> others = new ArrayList<>();
            for (Path file : filesIn(folder)) {
                if (plan.has(file)) {
                    removeAll(file);
                } else {
                    others.add(file.getFileName());
                }
            }
            if (!others.isEmpty()) {
                return "; %s stays, for it has other files: %s".formatted(folder, others);
            }
            Files.delete(folder);
            return ", and the folder is removed";
        } catch (IOException | UncheckedIOException left) {
            throw CommandFailure.failed("%s can't be removed: %s".formatted(folder, left));
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void removeAll(Path top) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
