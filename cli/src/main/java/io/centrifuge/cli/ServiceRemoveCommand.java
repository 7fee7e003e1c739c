package io.centrifuge.cli;

import io.centrifuge.ServiceName;
import io.centrifuge.protocol.client.AdminException;
import io.centrifuge.protocol.client.ManagerClient;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Forgets a service. */
@Command(
        name = "remove",
        header = "Forget a service that has no owners.",
        description = {
            "",
            "Its table, cordons and what is remembered of evicted owners go. It is refused while"
                    + " the service has owners: stop them first. If one joins later, the service"
                    + " begins again, without state; no lease number that it gave out comes"
                    + " again, under whatever name.",
            "",
            "Lookups that still watch it are told that it is empty."
        },
        footer = {"", "Examples:", "  centrifuge service remove chat-test"})
final class ServiceRemoveCommand implements Callable<Integer> {
    private final ProcessContext context;

    @Parameters(paramLabel = "SERVICE", description = "The service.")
    private @Nullable ServiceName service;

    @Mixin
    private ClientFlags flags = new ClientFlags();

    ServiceRemoveCommand(ProcessContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws CommandFailure, AdminException {
        ServiceName name = Objects.requireNonNull(service);
        try (ManagerClient client = flags.client(context)) {
            client.remove(name);
        }
        if (flags.json()) {
            context.out().println(Json.object().put("service", name.value()).put("removed", true));
        } else {
            context.out().printf("service %s is removed%n", name);
        }
        return ExitCodes.OK;
    }
}
