package io.centrifuge.examples.rendezvous;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A command line of {@code --name value} pairs. Immutable. */
final class Flags {
    private static final String TLS_KEY = "tls-key";
    private static final String TLS_CERTIFICATE = "tls-certificate";
    private static final String TLS_TRUST = "tls-trust";

    private final Map<String, String> values;

    private Flags(Map<String, String> values) {
        this.values = values;
    }

    /**
     * @throws IllegalArgumentException if {@code args} has another name, or one without a value
     */
    static Flags parse(String[] args, String... names) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!List.of(names).contains(name) || i + 1 == args.length) {
                throw new IllegalArgumentException("\"%s\": give a value to any of --%s"
                        .formatted(args[i], String.join(", --", names)));
            }
            values.put(name, args[i + 1]);
        }
        return new Flags(values);
    }

    /** These names, and those of the files for TLS. */
    static String[] withTls(String... names) {
        return Stream.concat(Stream.of(names), Stream.of(TLS_KEY, TLS_CERTIFICATE, TLS_TRUST))
                .toArray(String[]::new);
    }

    boolean hasTls() {
        return values.containsKey(TLS_KEY);
    }

    Path tlsKey() {
        return Path.of(get(TLS_KEY));
    }

    Path tlsCertificate() {
        return Path.of(get(TLS_CERTIFICATE));
    }

    Path tlsTrust() {
        return Path.of(get(TLS_TRUST));
    }

    String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--%s is missing".formatted(name));
        }
        return value;
    }

    String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        String value = values.get(name);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException malformed) {
            throw new IllegalArgumentException(
                    "--%s is \"%s\", which is no number".formatted(name, value), malformed);
        }
    }
}
