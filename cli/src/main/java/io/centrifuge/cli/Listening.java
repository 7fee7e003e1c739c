package io.centrifuge.cli;

import io.centrifuge.store.ratis.RatisStore;

/** What a process that listens tells who started it. Stateless. */
final class Listening {
    private Listening() {}

    static void warnOfNoGroup(Surroundings surroundings, Settings settings, RatisStore store) {
        if (!store.isInGroup()) {
            surroundings
                    .err()
                    .println("centrifuge: member " + settings.store().self().id()
                            + " waits for its group: put it together once with \"centrifuge store"
                            + " create\", or add it with \"centrifuge store add\"");
        }
    }

    static String hostAndPort(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
