package io.centrifuge.cli;

/**
 * One value of a process's configuration as it was given, with where it came from.
 *
 * @param key as in the configuration file; the flag is the same with two dashes
 * @param origin of the value
 */
record Setting(String key, String value, Origin origin) {
    static final String DATA = "data";
    static final String HOST = "host";
    static final String PORT = "port";
    static final String ADVERTISE = "advertise";
    static final String FIRST = "first";
    static final String MEMBER = "member";
    static final String PEER_HOST = "peer-host";
    static final String PEER_PORT = "peer-port";
    static final String TLS_KEY = "tls-key";
    static final String TLS_CERTIFICATE = "tls-certificate";
    static final String TLS_TRUST = "tls-trust";
    static final String POLICY = "policy";
    static final String INSECURE = "insecure";
    static final String TERMS = "terms";
    static final String VIRTUAL_NODES = "virtual-nodes";
    static final String METRICS_PORT = "metrics-port";

    /** Followed by the service's name. */
    static final String VIRTUAL_NODES_OF = "virtual-nodes-of.";

    /**
     * Where a value came from.
     *
     * @param name "default", "file" or "flag"
     * @param place the file's name; empty for the others
     */
    record Origin(String name, String place) {
        static final Origin DEFAULT = new Origin("default", "");
        static final Origin FLAG = new Origin("flag", "");

        static Origin file(String place) {
            return new Origin("file", place);
        }
    }

    /** For messages: where the user finds it. */
    String where() {
        return switch (origin.name()) {
            case "flag" ->
                key.startsWith(VIRTUAL_NODES_OF)
                        ? "--virtual-nodes-of " + key.substring(VIRTUAL_NODES_OF.length())
                        : "--" + key;
            case "file" -> key + " in " + origin.place();
            default -> "the default of " + key;
        };
    }

    IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(where() + ": " + why);
    }
}
