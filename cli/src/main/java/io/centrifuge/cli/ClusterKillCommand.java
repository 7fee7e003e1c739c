package io.centrifuge.cli;

import io.centrifuge.demo.cluster.ClusterPlan;
import io.centrifuge.demo.cluster.TrialException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Kills a process of a trial cluster. */
@Command(
        name = "kill",
        header = "Kill a process with SIGKILL.",
        description = {"", "To see what becomes of it, run \"centrifuge watch\" beside it."},
        footer = {
            "",
            "Examples:",
            "  centrifuge cluster kill leader",
            "  centrifuge cluster kill store 2"
        })
final class ClusterKillCommand implements Callable<Integer> {
    private static final String LEADER = "leader";

    private final ProcessContext context;

    @Parameters(
            paramLabel = "WHICH",
            arity = "1..2",
            description = "leader, manager N, or store N.")
    private List<String> which = List.of();

    @Mixin
    private ClusterFlags flags = new ClusterFlags();

    ClusterKillCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, TrialException {
        ClusterPlan plan = flags.plan(context);
        String name =
                which.equals(List.of(LEADER)) ? leader(plan) : ClusterFlags.named(plan, which);
        Optional<ProcessHandle> process = ClusterFlags.processes(plan).find(name);
        if (process.isEmpty()) {
            throw CommandFailure.failed(name + " doesn't run");
        }
        process.get().destroyForcibly();
        process.get().onExit().join();
        context.out().printf("%s is killed%n", name);
        return ExitCodes.OK;
    }

    private static String leader(ClusterPlan plan) throws CommandFailure, TrialException {
        return ClusterFlags.cluster(plan)
                .leader()
                .orElseThrow(() ->
                        CommandFailure.failed("no manager leads now: try again in a few seconds"));
    }
}
