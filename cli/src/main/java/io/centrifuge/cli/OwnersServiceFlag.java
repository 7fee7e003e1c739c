package io.centrifuge.cli;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.protocol.admin.OwnersReport;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/** Of a command that is about an owner: in which service. Used as a mixin. */
final class OwnersServiceFlag {
    @Option(
            names = "--service",
            paramLabel = "SERVICE",
            description = "The owner's service; needed where several have an owner of that name.")
    private @Nullable ServiceName service;

    /** The owners of the service that is meant, in which somebody has the id. */
    OwnersReport find(ManagerClient client, OwnerId id) throws CommandFailure, AdminException {
        return NamedOwner.find(client, service, id);
    }
}
