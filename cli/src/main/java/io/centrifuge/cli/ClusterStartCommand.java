package io.centrifuge.cli;

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
    private final Surroundings surroundings;

    @Parameters(paramLabel = "WHICH", arity = "2", description = "manager N, or store N.")
    private List<String> which = List.of();

    @Mixin
    private ClusterFlags flags = new ClusterFlags();

    ClusterStartCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        TrialCluster cluster = flags.find(surroundings);
        String name = String.join("-", which);
        var unused = cluster.address(name);
        if (cluster.process(name).isPresent()) {
            throw CommandFailure.failed(name + " runs already");
        }
        cluster.start(name);
        surroundings.out().printf("%s is started; its log is %s%n", name, cluster.log(name));
        return ExitCodes.OK;
    }
}
