package io.centrifuge.protocol.client;

import java.util.Optional;
import org.slf4j.Logger;

/**
 * Logs how it stands between a client and its managers: once that it found one, and once that it
 * lost it, or has found none yet, and why; however often it tries. One thread.
 */
public final class ConnectionLog {
    private final Logger log;
    private final String client;
    private Optional<ManagerEndpoint> connected = Optional.empty();

    /** Whether it was said that there is none. */
    private boolean saidLost;

    /** @param client the client's name, with which each line begins */
    public ConnectionLog(Logger log, String client) {
        this.log = log;
        this.client = client;
    }

    /** A manager has said what counts. */
    public void connected(ManagerEndpoint manager) {
        if (!connected.equals(Optional.of(manager))) {
            connected = Optional.of(manager);
            saidLost = false;
            log.info("{}: connected to manager {}", client, manager);
        }
    }

    /**
     * What there was between the two has ended, or came to nothing.
     *
     * @param why begins with the manager's name
     */
    public void lost(String why) {
        if (!saidLost) {
            saidLost = true;
            log.warn(
                    "{}: {}; trying others. {}",
                    client,
                    connected.isPresent() ? "lost its manager" : "no manager yet",
                    why);
            connected = Optional.empty();
        }
    }
}
