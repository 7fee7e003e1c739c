package io.centrifuge.protocol.client;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a manager answers.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without its brackets
 * @param port from 1 to 65535
 */
public record ManagerAddress(String host, int port) {
    public ManagerAddress {
        String text = text(host, port);
        URI parsed = uri(text);
        if (port < 1
                || port > 65_535
                || !(bracketed(host) + ":" + port).equals(hostAndPort(parsed))) {
            throw invalid(text);
        }
    }

    /**
     * Of {@code host:port}, where an IPv6 address is in brackets.
     *
     * @throws IllegalArgumentException names the text and shows what is right
     */
    public static ManagerAddress parse(String text) {
        URI parsed = uri(text);
        String host = parsed.getHost();
        if (host == null || !text.equals(hostAndPort(parsed))) {
            throw invalid(text);
        }
        boolean isBracketed = host.startsWith("[");
        return new ManagerAddress(
                isBracketed ? host.substring(1, host.length() - 1) : host, parsed.getPort());
    }

    private static URI uri(String text) {
        try {
            return new URI("x://" + text);
        } catch (URISyntaxException malformed) {
            throw invalid(text);
        }
    }

    private static String hostAndPort(URI parsed) {
        return parsed.getHost() + ":" + parsed.getPort();
    }

    private static String text(String host, int port) {
        return bracketed(host) + ":" + port;
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("manager address \"%s\" doesn't parse:".formatted(text)
                + " write host:port, such as manager-1:7400 or [::1]:7400");
    }

    /** {@code host:port}, an IPv6 address in brackets; {@link #parse} takes it back. */
    @Override
    public String toString() {
        return text(host, port);
    }
}
