package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.protocol.admin.MemberStatus.Membership;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.ManagerAddresses;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of every command that tends a store's group. */
final class StoreFlags {
    @Option(
            names = "--at",
            paramLabel = "HOST:PORT",
            description = "Where processes of the group answer, managers or stores, separated by"
                    + " commas. Default: $CENTRIFUGE_MANAGER, else 127.0.0.1:7400.")
    private @Nullable ManagerAddresses addresses;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long to wait for an answer, and for the group to have a leader."
                    + " Default: 15s.")
    private Duration timeout = Duration.ofSeconds(15);

    @Option(names = "--json", description = "Print JSON on stdout instead of text.")
    private boolean json;

    @Mixin
    private ConnectionFlags connection = new ConnectionFlags();

    /** Whether the user said whom to ask. */
    boolean names() {
        return addresses != null;
    }

    boolean json() {
        return json;
    }

    StoreGroup group(ProcessContext context) throws CommandFailure {
        return connection.group(
                addresses == null ? ClientFlags.byDefault(context) : addresses, timeout, context);
    }

    /** Says who is in the group now. */
    void report(ProcessContext context, String done, Membership group) {
        report(context, json, done, group);
    }

    static void report(ProcessContext context, boolean json, String done, Membership group) {
        if (json) {
            ObjectNode node = Json.object().put("cluster", cluster(group));
            node.set("members", members(group));
            context.out().println(node);
        } else {
            context.out()
                    .printf(
                            "%s: the members of cluster %s are %s%n",
                            done, cluster(group), StoreGroup.ids(group.members()));
        }
    }

    /** The id that clients know; until it is committed the group's own, which it will be. */
    static String cluster(Membership group) {
        return group.identity().id().orElse(group.cluster()).toString();
    }

    static ArrayNode members(Membership group) {
        ArrayNode nodes = Json.object().putArray("members");
        for (StoreMember member : group.members()) {
            nodes.addObject()
                    .put("id", member.id())
                    .put("address", member.address())
                    .put("votes", member.votes());
        }
        return nodes;
    }
}
