package io.centrifuge;

import io.centrifuge.core.Names;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where an owner's application answers requests, {@code host:port}; the manager and the lookups
 * hand it on and never connect to it.
 */
public record OwnerAddress(String value) {
    public OwnerAddress {
        Names.require("owner address", value);
        // URIs refuse underscores in hosts, though container platforms put them there.
        String plain = value.replace('_', 'x');
        URI parsed = parse(plain, value);
        if (parsed.getHost() == null
                || parsed.getPort() < 1
                || parsed.getPort() > 65_535
                || !plain.equals(parsed.getHost() + ":" + parsed.getPort())) {
            throw invalid(value);
        }
    }

    /** What stands before the port. */
    public String host() {
        return value.substring(0, value.lastIndexOf(':'));
    }

    private static URI parse(String plain, String value) {
        try {
            return new URI("x://" + plain);
        } catch (URISyntaxException malformed) {
            throw invalid(value);
        }
    }

    private static IllegalArgumentException invalid(String value) {
        return new IllegalArgumentException(("owner address \"%s\" doesn't parse: "
                        + "write host:port, such as 10.0.0.7:8080 or [::1]:8080")
                .formatted(value));
    }

    @Override
    public String toString() {
        return value;
    }
}
