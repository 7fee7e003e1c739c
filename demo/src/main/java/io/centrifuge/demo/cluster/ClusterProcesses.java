package io.centrifuge.demo.cluster;

import java.nio.file.Path;
import java.util.List;

/** Starts the processes of a {@link LocalCluster}, and knows which of them run. */
public interface ClusterProcesses {
    /**
     * Starts one, and doesn't wait.
     *
     * @param name also of its log
     * @param arguments of the launcher
     */
    void launch(String name, List<String> arguments) throws TrialException;

    boolean isRunning(String name);

    /** What it writes. */
    Path log(String name);
}
