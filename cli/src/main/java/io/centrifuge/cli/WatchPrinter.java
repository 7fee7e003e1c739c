package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.table.LeaseEntry;
import io.centrifuge.core.table.OwnerRef;
import io.centrifuge.core.table.ServiceName;
import io.centrifuge.protocol.ManagerAddress;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints what a watch sees, a line each: text, or one JSON object. Used by one thread. */
final class WatchPrinter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final Surroundings surroundings;
    private final boolean json;
    private final boolean manyServices;

    /**
     * @param manyServices whether lines must say whose they are
     */
    WatchPrinter(Surroundings surroundings, boolean json, boolean manyServices) {
        this.surroundings = surroundings;
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
                            service, manager, lsn, Texts.count(entries.size(), "range"), unowned));
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
        Style style = surroundings.style();
        say((manyServices ? Texts.brief(service.value()) + " " : "")
                + line
                + (change.loss() ? " " + style.alarm("LOSS") : ""));
    }

    void disconnected(ServiceName service, ManagerAddress manager, String why) {
        if (json) {
            print(event("disconnected", service)
                    .put("manager", manager.toString())
                    .put("reason", why));
        } else {
            say(surroundings
                    .style()
                    .notice("lost manager %s for %s (%s); trying again"
                            .formatted(manager, service, why)));
        }
    }

    void connected(ServiceName service, ManagerAddress manager, long lsn) {
        if (json) {
            print(event("connected", service).put("manager", manager.toString()).put("lsn", lsn));
        } else {
            say(surroundings
                    .style()
                    .notice("watching %s again at %s, LSN %d".formatted(service, manager, lsn)));
        }
    }

    /** Whether whoever read this has gone. */
    boolean nobodyReads() {
        return surroundings.out().checkError();
    }

    private ObjectNode event(String type, ServiceName service) {
        return Json.object()
                .put("type", type)
                .put("time", surroundings.clock().instant().toString())
                .put("service", service.value());
    }

    private static ObjectNode lease(LeaseEntry entry) {
        return Json.putOwner(Json.object(), entry.holder())
                .put("lease_number", entry.number())
                .put("state_since", entry.stateSince());
    }

    private static String name(@Nullable OwnerRef holder) {
        return holder == null ? "-" : Texts.brief(holder.id().value());
    }

    private void say(String line) {
        surroundings.out().println(LocalTime.now(surroundings.clock()).format(TIME) + " " + line);
    }

    private void print(ObjectNode node) {
        surroundings.out().println(node);
    }
}
