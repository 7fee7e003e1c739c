package io.centrifuge.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that {@code manager} and {@code config} share. */
final class SettingFlags {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Read values from this properties file; flags win over it. Its keys are"
                    + " the flags without the dashes.")
    private @Nullable Path file;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the store in this folder; one manager alone may use it. Default:"
                    + " ~/.local/state/centrifuge ($XDG_STATE_HOME counts).")
    private @Nullable String data;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Listen on this address of this host. Default: 127.0.0.1. There is no"
                    + " TLS and no login yet: whoever reaches the port may give orders.")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Listen on this port; 0 takes any free one. Default: 7400.")
    private @Nullable String port;

    @Option(
            names = "--terms",
            paramLabel = "TERMS",
            description = "How long leases last: standard (owner 15 s, manager 18 s), paper (60 s,"
                    + " 65 s), fast (3 s, 3.6 s; for demos and tests), or the owner's term, such as"
                    + " 20s (manager 1.2 times that). Default: standard.")
    private @Nullable String terms;

    @Option(
            names = "--virtual-nodes",
            paramLabel = "N",
            description = "Virtual nodes, and so planned ranges, an owner. Default: 64.")
    private @Nullable String virtualNodes;

    @Option(
            names = "--virtual-nodes-of",
            paramLabel = "SERVICE=N",
            description = "The same for one service; repeatable.")
    private Map<String, String> virtualNodesOf = new LinkedHashMap<>();

    @Option(
            names = "--metrics-port",
            paramLabel = "N",
            description = "Show metrics for Prometheus at http://HOST:N/metrics; 0 takes any free"
                    + " port, and the line on stdout names it. Default: off.")
    private @Nullable String metricsPort;

    /**
     * Defaults, file and flags together.
     *
     * @throws CommandFailure if a value can't be used
     */
    Settings settings(Surroundings surroundings) throws CommandFailure {
        try {
            List<Setting> layers = new ArrayList<>(Settings.defaults(surroundings));
            if (file != null) {
                layers.addAll(SettingsFile.read(file));
            }
            add(layers, Setting.DATA, data);
            add(layers, Setting.HOST, host);
            add(layers, Setting.PORT, port);
            add(layers, Setting.TERMS, terms);
            add(layers, Setting.VIRTUAL_NODES, virtualNodes);
            add(layers, Setting.METRICS_PORT, metricsPort);
            virtualNodesOf.forEach(
                    (service, nodes) -> add(layers, Setting.VIRTUAL_NODES_OF + service, nodes));
            return Settings.of(layers);
        } catch (IllegalArgumentException unusable) {
            throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
        }
    }

    private static void add(List<Setting> layers, String key, @Nullable String value) {
        if (value != null) {
            layers.add(new Setting(key, value, Setting.Origin.FLAG));
        }
    }
}
