package io.centrifuge.cli;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.admin.OwnersReport.OwnerStatus;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the owner that a command is about. Stateless. */
final class NamedOwner {
    private NamedOwner() {}

    /**
     * The service that is meant, in which somebody has the id.
     *
     * @param reports of the services that may be meant
     * @param remedy what to do if nobody has the id; may be empty
     */
    static OwnersReport find(List<OwnersReport> reports, OwnerId id, String remedy)
            throws CommandFailure {
        List<OwnersReport> having = reports.stream()
                .filter(report -> current(report, id).isPresent())
                .toList();
        if (having.isEmpty()) {
            requireId(reports, id);
            throw CommandFailure.notFound(Stream.of(
                            Stream.of(none(reports, id)),
                            lastEviction(reports, id).stream(),
                            Stream.of(known(reports)),
                            Stream.of(remedy).filter(text -> !text.isEmpty()))
                    .flatMap(parts -> parts)
                    .collect(Collectors.joining("; ")));
        }
        if (having.size() > 1) {
            throw CommandFailure.usage(
                    "several services have an owner \"%s\": say which with --service, one of %s"
                            .formatted(id, names(having)));
        }
        return having.getFirst();
    }

    static String none(List<OwnersReport> reports, OwnerId id) {
        return "there is no owner \"%s\"%s"
                .formatted(
                        id,
                        reports.size() == 1
                                ? " in service \"" + reports.getFirst().service() + "\""
                                : "");
    }

    private static Optional<String> lastEviction(List<OwnersReport> reports, OwnerId id) {
        return reports.stream()
                .flatMap(report -> report.evicted().entrySet().stream()
                        .filter(evicted -> evicted.getKey().id().equals(id))
                        .max(Map.Entry.comparingByValue(Comparator.naturalOrder()))
                        .map(evicted -> "%s was evicted at LSN %d of %s"
                                .formatted(evicted.getKey(), evicted.getValue(), report.service()))
                        .stream())
                .reduce((one, other) -> one + ", " + other);
    }

    /** Nobody has the name: it may be one as it is shown, and no id. */
    static void requireId(List<OwnersReport> reports, OwnerId id) throws CommandFailure {
        if (id.value().contains(Format.CUT)) {
            throw CommandFailure.notFound(
                    ("there is no owner \"%s\": it is cut, as a screen shows long names;"
                                    + " \"centrifuge owners\" has them whole where it writes to"
                                    + " a file or a pipe")
                            .formatted(id));
        }
        Optional<OwnerId> shown = reports.stream()
                .flatMap(report -> Stream.concat(
                        report.owners().stream().map(OwnerStatus::owner),
                        report.evicted().keySet().stream()))
                .filter(owner -> owner.toString().equals(id.value()))
                .map(OwnerRef::id)
                .findFirst();
        if (shown.isPresent()) {
            throw CommandFailure.notFound(
                    ("%s is one start of a process; the owner's id is what stands before the"
                                    + " \"#\": %s")
                            .formatted(id, shown.get()));
        }
    }

    /** The incarnation that has the name. */
    static Optional<OwnerStatus> current(OwnersReport report, OwnerId id) {
        return report.owners().stream()
                .filter(status -> status.owner().id().equals(id))
                .filter(status -> status.state() != OwnerState.SUPERSEDED)
                .findFirst();
    }

    /** Who has a name in these services. */
    static String known(List<OwnersReport> reports) {
        if (reports.size() == 1) {
            String all = ids(reports.getFirst());
            return all.isEmpty() ? "it has no owners now" : "its owners are " + all;
        }
        String all = reports.stream()
                .filter(report -> !ids(report).isEmpty())
                .map(report -> ids(report) + " in " + report.service())
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? "there is none at all now" : "the owners are " + all;
    }

    private static String ids(OwnersReport report) {
        return report.owners().stream()
                .filter(status -> status.state() != OwnerState.SUPERSEDED)
                .map(status -> status.owner().id().value())
                .collect(Collectors.joining(", "));
    }

    static String names(List<OwnersReport> reports) {
        return reports.stream()
                .map(OwnersReport::service)
                .map(ServiceName::value)
                .collect(Collectors.joining(", "));
    }
}
