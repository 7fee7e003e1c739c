package io.centrifuge.cli;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Of a command that is about an owner: in which service. Used as a mixin. */
final class OwnersServiceFlag {
    @Option(
            names = "--service",
            paramLabel = "SERVICE",
            description = "The owner's service; needed where several have an owner of that name.")
    private @Nullable ServiceName service;

    /** The service that is meant, where no owner need be there. */
    private OwnersReport any(ManagerClient client) throws CommandFailure, AdminException {
        if (service != null) {
            return client.owners(service);
        }
        List<ServiceName> services = client.services();
        if (services.size() != 1) {
            throw CommandFailure.usage("say in which service with --service: %s"
                    .formatted(
                            services.isEmpty()
                                    ? "there is none yet"
                                    : "there are "
                                            + services.stream()
                                                    .map(ServiceName::value)
                                                    .collect(Collectors.joining(", "))));
        }
        return client.owners(services.getFirst());
    }

    /** The service in which the cordon is meant: whom it covers need not be there. */
    OwnersReport find(ManagerClient client, Cordon cordon) throws CommandFailure, AdminException {
        if (cordon.kind() == Cordon.Kind.OWNER) {
            try {
                return find(client, new OwnerId(cordon.name()));
            } catch (CommandFailure failure) {
                if (failure.exitCode() != ExitCodes.NOT_FOUND) {
                    throw failure;
                }
            }
        }
        return any(client);
    }

    /** The owners of the service that is meant, in which somebody has the id. */
    OwnersReport find(ManagerClient client, OwnerId id) throws CommandFailure, AdminException {
        return NamedOwner.find(client, service, id);
    }
}
