package io.centrifuge.protocol.security;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Whether a host is this machine, by how it is written. Stateless. */
final class LoopbackHost {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private LoopbackHost() {}

    static boolean is(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            // An address in digits is not looked up.
            return ADDRESS.matcher(host).matches()
                    && InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException malformed) {
            return false;
        }
    }
}
