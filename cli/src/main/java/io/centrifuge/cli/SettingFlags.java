package io.centrifuge.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that {@code manager} and {@code config} share. */
final class SettingFlags {
    @Mixin
    private MemberFlags member = new MemberFlags();

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            description = "Say that owners and lookups reach this manager here, as they list it."
                    + " Default: where it listens; nothing where that is all addresses.")
    private @Nullable String advertise;

    @Option(
            names = "--first",
            description = "Grant at once where this begins a new store: no manager was here before"
                    + " whose leases may still run. Without it a new store grants nothing for as"
                    + " long as a lease may last. Default: no.")
    private boolean first;

    @Option(
            names = "--terms",
            paramLabel = "TERMS",
            description = "How long leases last: standard (owner 15 s, manager 18 s), paper (60 s,"
                    + " 65 s), fast (3 s, 3.6 s; for demos and tests), or the owner's duration,"
                    + " such as"
                    + " 20s (manager 1.2 times that). Default: standard.")
    private @Nullable String timing;

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
    Settings settings(ProcessContext context) throws CommandFailure {
        List<Setting> more = new ArrayList<>();
        MemberFlags.add(more, Setting.ADVERTISE, advertise);
        MemberFlags.add(more, Setting.FIRST, first ? "yes" : null);
        MemberFlags.add(more, Setting.TERMS, timing);
        MemberFlags.add(more, Setting.VIRTUAL_NODES, virtualNodes);
        MemberFlags.add(more, Setting.METRICS_PORT, metricsPort);
        virtualNodesOf.forEach((service, nodes) ->
                MemberFlags.add(more, Setting.VIRTUAL_NODES_OF + service, nodes));
        return member.settings(Settings.Role.MANAGER, more, context);
    }
}
