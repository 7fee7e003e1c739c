package io.centrifuge.cli;

import io.centrifuge.store.ratis.RatisStore;

/** What a process that listens tells who started it. Stateless. */
final class StartMessages {
    /** Of a new store. */
    static final String WAITS = "the store is new, and a manager that was here before may have"
            + " granted leases; --first says that there was none";

    private StartMessages() {}

    static void warnOfNoGroup(ProcessContext context, Settings settings, RatisStore store) {
        if (!store.isInGroup()) {
            context.err()
                    .println("centrifuge: member " + settings.store().self().id()
                            + " waits for its group: put it together once with \"centrifuge store"
                            + " create\", or add it with \"centrifuge store add\", or with"
                            + " \"centrifuge store replace\" if it has lost its disk");
        }
    }

    static String hostAndPort(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
