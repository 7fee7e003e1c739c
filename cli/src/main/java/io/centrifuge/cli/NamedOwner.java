package io.centrifuge.cli;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the owner that a command is about. Stateless. */
final class NamedOwner {
    private NamedOwner() {}

    /**
     * The service that is meant.
     *
     * @param service null if the user names none
     */
    static OwnersReport find(ManagerClient client, @Nullable ServiceName service, OwnerId id)
            throws CommandFailure, AdminException {
        List<OwnersReport> reports = new ArrayList<>();
        for (ServiceName name : service == null ? client.services() : List.of(service)) {
            reports.add(client.owners(name));
        }
        List<OwnersReport> having = reports.stream()
                .filter(report -> current(report, id).isPresent())
                .toList();
        if (having.isEmpty()) {
            requireWhole(id);
            throw CommandFailure.notFound("there is no owner \"%s\"%s; %s"
                    .formatted(
                            id,
                            service == null ? "" : " in service \"" + service + "\"",
                            known(reports)));
        }
        if (having.size() > 1) {
            throw CommandFailure.usage(
                    "several services have an owner \"%s\": say which with --service, one of %s"
                            .formatted(
                                    id,
                                    having.stream()
                                            .map(report -> report.service().value())
                                            .collect(Collectors.joining(", "))));
        }
        return having.getFirst();
    }

    /** No owner has the name: it may be cut, as screens show it. */
    private static void requireWhole(OwnerId id) throws CommandFailure {
        if (id.value().contains(Format.CUT)) {
            throw CommandFailure.notFound(
                    ("there is no owner \"%s\": it is cut, as a screen shows long names;"
                                    + " \"centrifuge owners\" has them whole where it writes to"
                                    + " a file or a pipe")
                            .formatted(id));
        }
    }

    /** The incarnation that has the name. */
    static Optional<OwnerStatus> current(OwnersReport report, OwnerId id) {
        return report.owners().stream()
                .filter(status -> status.owner().id().equals(id))
                .filter(status -> status.state() != OwnerState.SUPERSEDED)
                .findFirst();
    }

    private static String known(List<OwnersReport> reports) {
        String all = reports.stream()
                .filter(report -> !report.owners().isEmpty())
                .map(report -> report.owners().stream()
                                .map(OwnerStatus::owner)
                                .map(OwnerRef::id)
                                .distinct()
                                .map(OwnerId::value)
                                .collect(Collectors.joining(", "))
                        + " in " + report.service())
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? "there is none at all now" : "the owners are: " + all;
    }
}
