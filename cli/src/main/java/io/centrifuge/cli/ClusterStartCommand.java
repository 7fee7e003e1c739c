package io.centrifuge.cli;

import io.centrifuge.demo.cluster.ClusterPlan;
import io.centrifuge.demo.cluster.DetachedProcesses;
import io.centrifuge.demo.cluster.TrialException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Starts a process of a trial cluster again. */
@Command(
        name = "start",
        header = "Start a process again, on its data.",
        footer = {"", "Examples:", "  centrifuge cluster start manager 2"})
final class ClusterStartCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Parameters(paramLabel = "WHICH", arity = "2", description = "manager N, or store N.")
    private List<String> which = List.of();

    @Mixin
    private ClusterFlags flags = new ClusterFlags();

    ClusterStartCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, TrialException {
        ClusterPlan plan = flags.plan(context);
        String name = ClusterFlags.named(plan, which);
        DetachedProcesses processes = ClusterFlags.processes(plan);
        if (processes.isRunning(name)) {
            throw CommandFailure.failed(name + " runs already");
        }
        ClusterFlags.cluster(plan).start(name);
        context.out().printf("%s is started; its log is %s%n", name, processes.log(name));
        return ExitCodes.OK;
    }
}
