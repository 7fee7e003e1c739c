package io.centrifuge.cli;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Of a command that is about an owner: in which service. Used as a mixin. */
final class OwnersServiceFlag {
    @Option(
            names = "--service",
            paramLabel = "SERVICE",
            description = "The owner's service; needed where several have an owner of that name.")
    private @Nullable ServiceName service;

    /** Of the service that the user names, or else of all. */
    private List<OwnersReport> reports(ManagerClient client) throws CommandFailure, AdminException {
        return owners(client, service);
    }

    /**
     * Of the service, or of all.
     *
     * @throws CommandFailure if no service is known, and nobody answers who would know
     */
    static List<OwnersReport> owners(ManagerClient client, @Nullable ServiceName service)
            throws CommandFailure, AdminException {
        List<OwnersReport> reports = new ArrayList<>();
        for (ServiceName name : service == null ? client.services() : List.of(service)) {
            reports.add(client.owners(name));
        }
        if (reports.isEmpty() && client.leader().isEmpty()) {
            throw CommandFailure.failed("no manager leads now, and those that answer know of no"
                    + " service: try again in a few seconds");
        }
        return reports;
    }

    /**
     * The owners of the service that is meant, in which somebody has the id.
     *
     * @param remedy what to do if nobody has it; may be empty
     */
    OwnersReport find(ManagerClient client, OwnerId id, String remedy)
            throws CommandFailure, AdminException {
        return NamedOwner.find(reports(client), id, remedy);
    }

    /**
     * The service in which the cordon is to be put: where somebody is here whom it covers; else
     * where he was, or is cordoned.
     */
    OwnersReport toCordon(ManagerClient client, Cordon cordon)
            throws CommandFailure, AdminException {
        List<OwnersReport> reports = reports(client);
        for (Predicate<OwnersReport> sign : List.<Predicate<OwnersReport>>of(
                report -> !Cordons.covered(report, cordon).isEmpty(),
                report -> Cordons.remembers(report, cordon))) {
            List<OwnersReport> having = reports.stream().filter(sign).toList();
            if (!having.isEmpty()) {
                return only(having);
            }
        }
        if (cordon.kind() == Cordon.Kind.OWNER) {
            NamedOwner.requireId(reports, new OwnerId(cordon.name()));
        }
        return only(reports);
    }

    /** The service in which the cordon is, or where somebody has the id that it is of. */
    OwnersReport toLift(ManagerClient client, Cordon cordon) throws CommandFailure, AdminException {
        List<OwnersReport> reports = reports(client);
        boolean ofId = cordon.kind() == Cordon.Kind.OWNER;
        List<OwnersReport> having = reports.stream()
                .filter(report -> report.cordons().contains(cordon)
                        || (ofId && !Cordons.covered(report, cordon).isEmpty()))
                .toList();
        if (!having.isEmpty()) {
            return only(having);
        }
        if (!ofId) {
            throw CommandFailure.notFound("there is no cordon of %s%s; %s"
                    .formatted(
                            cordon,
                            reports.size() == 1
                                    ? " in service \"" + reports.getFirst().service() + "\""
                                    : "",
                            Cordons.known(reports)));
        }
        OwnerId id = new OwnerId(cordon.name());
        NamedOwner.requireId(reports, id);
        throw CommandFailure.notFound("%s, and no cordon of it; %s; %s"
                .formatted(
                        NamedOwner.none(reports, id),
                        NamedOwner.known(reports),
                        Cordons.known(reports)));
    }

    private static OwnersReport only(List<OwnersReport> possible) throws CommandFailure {
        if (possible.size() != 1) {
            throw CommandFailure.usage("say in which service with --service: %s"
                    .formatted(
                            possible.isEmpty()
                                    ? "there is none now"
                                    : "there are " + NamedOwner.names(possible)));
        }
        return possible.getFirst();
    }
}
