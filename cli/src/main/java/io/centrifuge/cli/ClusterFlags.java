package io.centrifuge.cli;

import java.nio.file.Path;
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

    Path folder(Surroundings surroundings) {
        return folder == null
                ? Settings.defaultData(surroundings, "centrifuge-trial")
                : folder.toAbsolutePath().normalize();
    }

    TrialCluster find(Surroundings surroundings) throws CommandFailure {
        return TrialCluster.find(folder(surroundings));
    }
}
