package io.centrifuge.cli;

import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.client.ManagerClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of every command that asks a manager. */
final class ClientFlags {
    static final String VARIABLE = "CENTRIFUGE_MANAGER";

    @Option(
            names = "--manager",
            paramLabel = "HOST:PORT",
            description = "The managers, separated by commas. Default: $CENTRIFUGE_MANAGER, else"
                    + " 127.0.0.1:7400.")
    private @Nullable ManagerAddresses managers;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "How long to wait for each manager's answer, such as 500ms. Default: 5s.")
    private Duration timeout = Duration.ofSeconds(5);

    @Option(names = "--json", description = "Print JSON on stdout instead of text.")
    private boolean json;

    @Mixin
    private ConnectionFlags connection = new ConnectionFlags();

    boolean json() {
        return json;
    }

    Duration timeout() {
        return timeout;
    }

    /**
     * Whom to ask.
     *
     * @throws CommandFailure if the environment's variable can't be used
     */
    ManagerAddresses managers(ProcessContext context) throws CommandFailure {
        return managers == null ? byDefault(context) : managers;
    }

    /**
     * Whom to ask where nothing is said.
     *
     * @throws CommandFailure if the environment's variable can't be used
     */
    static ManagerAddresses byDefault(ProcessContext context) throws CommandFailure {
        String said = context.environment().getOrDefault(VARIABLE, "");
        try {
            return ManagerAddresses.parse(
                    said.isBlank()
                            ? ManagerOptions.DEFAULT.host() + ":" + ManagerOptions.DEFAULT_PORT
                            : said);
        } catch (IllegalArgumentException malformed) {
            throw CommandFailure.usage("$" + VARIABLE + ": " + malformed.getMessage());
        }
    }

    ManagerClient client(ProcessContext context) throws CommandFailure {
        return new ManagerClient(managers(context), connections(context), timeout);
    }

    /**
     * What to connect by.
     *
     * @throws CommandFailure if files can't be used, or managers may not be connected to so
     */
    ManagerChannels connections(ProcessContext context) throws CommandFailure {
        try {
            return connection.channels(context).requireFits(managers(context));
        } catch (IllegalArgumentException open) {
            throw CommandFailure.usage(String.valueOf(open.getMessage()));
        }
    }
}
