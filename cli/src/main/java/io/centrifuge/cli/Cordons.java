package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.centrifuge.OwnerId;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the commands have in common that are about cordons. Stateless. */
final class Cordons {
    private Cordons() {}

    /** By an id or by an address, whichever the user gave. */
    static Cordon meant(@Nullable OwnerId owner, @Nullable Cordon address) throws CommandFailure {
        if (owner != null && address == null) {
            return Cordon.of(owner);
        }
        if (owner == null && address != null) {
            return address;
        }
        throw CommandFailure.usage(
                "say who is meant: an owner's id, or --address HOST[:PORT]," + " and not both");
    }

    /** Those who are here and have their names. */
    static List<OwnerStatus> covered(OwnersReport report, Cordon cordon) {
        return report.owners().stream()
                .filter(status -> status.state() != OwnerState.SUPERSEDED)
                .filter(status -> cordon.covers(status.owner().id(), status.address()))
                .toList();
    }

    /** Whether whom it covers was evicted, or is cordoned. */
    static boolean remembers(OwnersReport report, Cordon cordon) {
        return report.cordons().contains(cordon)
                || (cordon.kind() == Cordon.Kind.OWNER
                        && report.evicted().keySet().stream()
                                .anyMatch(owner -> owner.id().value().equals(cordon.name())));
    }

    /** Whether somebody may get ranges once this one is put. */
    static boolean leavesSomebody(OwnersReport before, Cordon cordon) {
        return before.owners().stream()
                .filter(status -> status.state() != OwnerState.SUPERSEDED)
                .filter(status -> before.cordonsOf(status).isEmpty())
                .anyMatch(status -> !cordon.covers(status.owner().id(), status.address()));
    }

    /** The command that lifts it. */
    static String lifting(Cordon cordon) {
        return "\"centrifuge undrain %s\""
                .formatted(
                        cordon.kind() == Cordon.Kind.OWNER
                                ? cordon.name()
                                : "--address " + cordon.name());
    }

    /** The command that keeps an id from ranges, also while nobody has it. */
    static String keepingOut(OwnerId id) {
        return "\"centrifuge drain --cordon %s\"".formatted(id);
    }

    /** Those that there are in these services. */
    static String known(List<OwnersReport> reports) {
        String all = reports.stream()
                .filter(report -> !report.cordons().isEmpty())
                .map(report -> report.cordons().stream()
                                .map(Cordon::toString)
                                .collect(Collectors.joining(", "))
                        + (reports.size() == 1 ? "" : " in " + report.service()))
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? "nobody is cordoned" : "the cordons are of " + all;
    }

    static ObjectNode json(OwnersReport of, Cordon cordon) {
        return Json.object()
                .put("service", of.service().value())
                .put("kind", cordon.kind().name().toLowerCase(Locale.ROOT))
                .put("name", cordon.name());
    }
}
