package io.centrifuge.cli;

import io.centrifuge.store.ratis.RatisStore;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What a process that listens tells who started it. Stateless. */
final class Listening {
    private Listening() {}

    static void warnOfOpenPort(Surroundings surroundings, String host) {
        if (!isLoopback(host)) {
            surroundings
                    .err()
                    .println("centrifuge: warning: " + host
                            + " is not loopback, and there is no TLS and no login yet: whoever"
                            + " reaches the port may give orders");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

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
