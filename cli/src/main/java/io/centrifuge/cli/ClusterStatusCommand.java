package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.demo.cluster.ClusterPlan;
import io.centrifuge.demo.cluster.LocalCluster;
import io.centrifuge.demo.cluster.TrialException;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.client.ManagerClient;
import io.centrifuge.protocol.client.StoreClient;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which processes of a trial cluster run, and what they are. */
@Command(
        name = "status",
        header = "Show the processes, who leads, and where they answer.",
        footer = {"", "Examples:", "  centrifuge cluster status"})
final class ClusterStatusCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Option(names = "--json", description = "Print JSON on stdout instead of text.")
    private boolean json;

    @Mixin
    private ClusterFlags flags = new ClusterFlags();

    /** One process, as it is now. */
    private record Line(
            String name, ManagerAddress address, Optional<Long> pid, String role, String store) {}

    ClusterStatusCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException, TrialException {
        ClusterPlan plan = flags.plan(context);
        LocalCluster cluster = ClusterFlags.cluster(plan);
        TextTable table = new TextTable("PROCESS", ">PID", "AT", "ROLE", "STORE");
        ArrayNode nodes = Json.object().putArray("processes");
        try (ManagerClient managers = cluster.askManagers();
                StoreClient stores = cluster.askStores()) {
            Optional<ManagerAddress> leader = managers.leader();
            for (String name : plan.names()) {
                Line line = line(plan, name, leader, stores);
                table.row(
                        line.pid().isPresent() ? text -> text : context.style()::alarm,
                        line.name(),
                        line.pid().map(String::valueOf).orElse("-"),
                        line.address(),
                        line.role(),
                        line.store());
                ObjectNode node = nodes.addObject()
                        .put("process", line.name())
                        .put("pid", line.pid().orElse(null))
                        .put("at", line.address().toString());
                node.put("role", line.role()).put("store", line.store());
            }
        }
        if (json) {
            context.out().println(Json.object().set("processes", nodes));
        } else {
            table.lines(context.style()::heading).forEach(context.out()::println);
        }
        return ExitCodes.OK;
    }

    private static Line line(
            ClusterPlan plan, String name, Optional<ManagerAddress> leader, StoreClient stores) {
        ManagerAddress address = plan.address(name);
        Optional<ProcessHandle> process = ClusterFlags.processes(plan).find(name);
        if (process.isEmpty()) {
            return new Line(name, address, Optional.empty(), "down", "");
        }
        String role = plan.stores().contains(name)
                ? "store"
                : leader.equals(Optional.of(address)) ? "leader" : "standby";
        return new Line(
                name, address, process.map(ProcessHandle::pid), role, store(stores, address));
    }

    private static String store(StoreClient stores, ManagerAddress address) {
        try {
            MemberStatus status = stores.describe(address);
            return status.membership()
                    .map(membership -> StoreStatusCommand.role(membership, status.self()))
                    .orElse("in no group");
        } catch (StoreClient.NotDoneException silent) {
            return silent.failure().reason();
        }
    }
}
