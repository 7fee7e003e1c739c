package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.ServiceName;
import io.centrifuge.cli.WatchedManagers.Role;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.protocol.client.ManagerAddress;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints what a watch sees, a line each: text, or one JSON object. Used by one thread. */
final class WatchPrinter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final ProcessContext context;
    private final boolean json;
    private final boolean manyServices;

    /**
     * @param manyServices whether lines must say whose they are
     */
    WatchPrinter(ProcessContext context, boolean json, boolean manyServices) {
        this.context = context;
        this.json = json;
        this.manyServices = manyServices;
    }

    /** The first table of a service. */
    void table(
            ServiceName service, ManagerAddress manager, long lsn, RangeMap<LeaseEntry> entries) {
        int unowned = entries.pieces(LeaseEntry::isFree).size();
        if (json) {
            print(event("table", service)
                    .put("manager", manager.toString())
                    .put("lsn", lsn)
                    .put("ranges", entries.size())
                    .put("unowned_ranges", unowned));
        } else {
            say("watching %s at %s, LSN %d: %s, %d unowned"
                    .formatted(
                            service, manager, lsn, Format.count(entries.size(), "range"), unowned));
        }
    }

    void changed(ServiceName service, long lsn, TableDifference change) {
        if (json) {
            ObjectNode node = event("change", service).put("lsn", lsn);
            Json.putRange(node, change.range());
            node.set("from", lease(change.before()));
            node.set("to", lease(change.after()));
            print(node.put("loss", change.loss()));
            return;
        }
        String line = "%6d %s %s -> %s"
                .formatted(
                        lsn,
                        change.range(),
                        name(change.before().holder()),
                        name(change.after().holder()));
        Style style = context.style();
        say((manyServices ? context.style().name(service.value()) + " " : "")
                + line
                + (change.loss() ? " " + style.alarm("LOSS") : ""));
    }

    void disconnected(ServiceName service, ManagerAddress manager, String why) {
        if (json) {
            print(event("disconnected", service)
                    .put("manager", manager.toString())
                    .put("reason", why));
        } else {
            say(context.style()
                    .notice("lost manager %s for %s (%s); trying again"
                            .formatted(manager, service, why)));
        }
    }

    void connected(ServiceName service, ManagerAddress manager, long lsn) {
        if (json) {
            print(event("connected", service).put("manager", manager.toString()).put("lsn", lsn));
        } else {
            say(context.style()
                    .notice("watching %s again at %s, LSN %d".formatted(service, manager, lsn)));
        }
    }

    /** A manager leads, stands by or is silent, and was not before. */
    void manager(WatchEvent.Asked asked, WatchedManagers.Change change) {
        ManagerAddress manager = asked.reply().manager();
        if (json) {
            ObjectNode node = event("manager")
                    .put("manager", manager.toString())
                    .put("member", asked.member().orElse(null));
            print(put(node, change));
        } else {
            String name = asked.member()
                    .map(member -> member + " (" + manager + ")")
                    .orElse(manager.toString());
            say(line(name, change));
        }
    }

    private static ObjectNode put(ObjectNode node, WatchedManagers.Change change) {
        return switch (change.after()) {
            case Role.Leads leads ->
                node.put("role", "leader")
                        .put("term", leads.term())
                        .put(
                                "leaderless_ms",
                                change.leaderless().map(Duration::toMillis).orElse(null));
            case Role.StandsBy standsBy -> node.put("role", "standby");
            case Role.Silent silent -> node.put("role", "silent").put("reason", silent.reason());
        };
    }

    private String line(String name, WatchedManagers.Change change) {
        Style style = context.style();
        boolean led = change.before() instanceof Role.Leads;
        return switch (change.after()) {
            case Role.Leads leads ->
                style.heading(name + " leads, term " + Format.term(leads.term()))
                        + change.leaderless().map(WatchPrinter::leaderless).orElse("");
            case Role.StandsBy standsBy ->
                name + (led ? " leads no more, stands by" : " stands by");
            case Role.Silent silent ->
                style.alarm("%s%s does not answer (%s)"
                        .formatted(name, led ? ", which led," : "", silent.reason()));
        };
    }

    private static String leaderless(Duration duration) {
        return String.format(
                Locale.ROOT, ", after %.1f s without a leader", duration.toMillis() / 1000.0);
    }

    /** Whether the reader of this has gone. */
    boolean nobodyReads() {
        return context.out().checkError();
    }

    private ObjectNode event(String type, ServiceName service) {
        return event(type).put("service", service.value());
    }

    private ObjectNode event(String type) {
        return Json.object()
                .put("type", type)
                .put("time", context.clock().instant().toString());
    }

    private static ObjectNode lease(LeaseEntry entry) {
        return Json.putOwner(Json.object(), entry.holder())
                .put("lease_number", entry.number())
                .put("state_since", entry.stateSince());
    }

    private String name(@Nullable OwnerRef holder) {
        return holder == null ? "-" : context.style().name(holder.id().value());
    }

    private void say(String line) {
        context.out().println(LocalTime.now(context.clock()).format(TIME) + " " + line);
    }

    private void print(ObjectNode node) {
        context.out().println(node);
    }
}
