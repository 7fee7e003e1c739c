package io.centrifuge.cli;

import io.centrifuge.demo.cluster.ClusterPlan;
import io.centrifuge.demo.cluster.DetachedProcesses;
import io.centrifuge.demo.cluster.LocalCluster;
import io.centrifuge.demo.cluster.TrialException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of every command of a trial cluster. */
final class ClusterFlags {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "The cluster's folder: data, logs, process ids. Default:"
                    + " ~/.local/state/centrifuge-trial ($XDG_STATE_HOME counts).")
    private @Nullable Path folder;

    Path folder(ProcessContext context) {
        return folder == null
                ? Settings.defaultData(context, "centrifuge-trial")
                : folder.toAbsolutePath().normalize();
    }

    /** Of the cluster that was begun there. */
    ClusterPlan plan(ProcessContext context) throws CommandFailure, TrialException {
        Path begun = folder(context);
        if (!ClusterPlan.isIn(begun)) {
            throw CommandFailure.usage(
                    "there is no cluster in %s: begin one with \"centrifuge cluster up\", or name"
                                    .formatted(begun)
                            + " its folder with --dir");
        }
        return ClusterPlan.read(begun);
    }

    /** The process that the user names, such as "manager 1". */
    static String named(ClusterPlan plan, List<String> words) throws CommandFailure {
        String name = String.join("-", words);
        if (!plan.names().contains(name)) {
            throw CommandFailure.usage("the cluster in %s has no \"%s\": it has %s"
                    .formatted(
                            plan.folder(),
                            name.replace('-', ' '),
                            String.join(", ", plan.names())));
        }
        return name;
    }

    /** They go on when this command has ended. */
    static DetachedProcesses processes(ClusterPlan plan) {
        return new DetachedProcesses(plan.folder(), Main.class);
    }

    static LocalCluster cluster(ClusterPlan plan) {
        return new LocalCluster(plan, processes(plan));
    }
}
