package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.centrifuge.LossCause;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Prints what a watch sees, a line each: text, or one JSON object. Used by one thread. */
final class WatchPrinter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    /** More owners than that are counted. */
    private static final int MOST_NAMED = 3;

    private final ProcessContext context;
    private final boolean json;
    private final boolean manyServices;
    private final boolean ranges;

    /**
     * @param manyServices whether lines must say whose they are
     * @param ranges whether each range of a move has a line, too
     */
    WatchPrinter(ProcessContext context, boolean json, boolean manyServices, boolean ranges) {
        this.context = context;
        this.json = json;
        this.manyServices = manyServices;
        this.ranges = ranges;
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

    /** One line, and with -v one for each of its ranges. */
    void moved(ServiceName service, long lsn, TableMove move) {
        if (json) {
            print(json(event("move", service).put("lsn", lsn), move));
        } else {
            say((manyServices ? context.style().name(service.value()) + " " : "")
                    + "%6d ".formatted(lsn)
                    + text(move));
        }
        if (ranges) {
            move.ranges().forEach(range -> changed(service, lsn, range));
        }
    }

    private String text(TableMove move) {
        StringBuilder text = new StringBuilder("%s -> %s: %s (%s)"
                .formatted(
                        names(move.from()),
                        names(move.to()),
                        Format.count(move.ranges().size(), "range"),
                        Format.percent(move.share())));
        int losses = move.losses();
        if (losses > 0) {
            String of = losses == move.ranges().size() ? "" : " of " + losses;
            text.append(", ")
                    .append(context.style().alarm("LOSS" + of))
                    .append(" (")
                    .append(move.causes().stream()
                            .map(WatchPrinter::name)
                            .collect(Collectors.joining(", ")))
                    .append(')');
        }
        if (move.unownedNanos() > 0) {
            text.append(
                    String.format(Locale.ROOT, ", unowned for %.1f s", move.unownedNanos() / 1e9));
        }
        return text.toString();
    }

    private String names(Set<Optional<OwnerRef>> owners) {
        if (owners.size() <= MOST_NAMED) {
            return owners.stream().map(this::name).collect(Collectors.joining(", "));
        }
        boolean nobody = owners.contains(Optional.<OwnerRef>empty());
        return (nobody ? "-, " : "") + (owners.size() - (nobody ? 1 : 0)) + " owners";
    }

    private static String name(LossCause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode json(ObjectNode node, TableMove move) {
        ArrayNode from = node.putArray("from");
        move.from().forEach(owner -> Json.putOwner(from.addObject(), owner.orElse(null)));
        ArrayNode to = node.putArray("to");
        move.to().forEach(owner -> Json.putOwner(to.addObject(), owner.orElse(null)));
        node.put("ranges", move.ranges().size())
                .put("share", move.share())
                .put("unowned_ms", TimeUnit.NANOSECONDS.toMillis(move.unownedNanos()))
                .put("loss", move.losses() > 0)
                .put("lost_ranges", move.losses());
        ArrayNode causes = node.putArray("causes");
        move.causes().forEach(cause -> causes.add(name(cause)));
        return node;
    }

    private void changed(ServiceName service, long lsn, TableDifference change) {
        if (json) {
            ObjectNode node = event("change", service).put("lsn", lsn);
            Json.putRange(node, change.range());
            node.set("from", lease(change.before()));
            node.set("to", lease(change.after()));
            print(node.put("loss", change.loss())
                    .put("cause", change.loss() ? name(change.after().cut()) : null));
            return;
        }
        context.out()
                .println("    %s %s -> %s%s"
                        .formatted(
                                change.range(),
                                name(change.from()),
                                name(change.to()),
                                change.loss() ? " " + context.style().alarm("LOSS") : ""));
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

    private String name(Optional<OwnerRef> owner) {
        return owner.map(ref -> context.style().name(ref.id().value())).orElse("-");
    }

    private void say(String line) {
        context.out().println(LocalTime.now(context.clock()).format(TIME) + " " + line);
    }

    private void print(ObjectNode node) {
        context.out().println(node);
    }
}
