package io.centrifuge.protocol.security;

/** What a peer may be allowed. Immutable. */
public sealed interface Permission {
    /** To hold leases in a service. */
    record Own(String service) implements Permission {
        @Override
        public String toString() {
            return "own in service \"" + service + "\"";
        }
    }

    /** To read a service's lease table. */
    record Lookup(String service) implements Permission {
        @Override
        public String toString() {
            return "look up in service \"" + service + "\"";
        }
    }

    /** To read everything and to give orders, to managers and to the store. */
    record Administer() implements Permission {
        @Override
        public String toString() {
            return "administer";
        }
    }

    /** To be a member of the store's group, and so to write what it likes. */
    record Store() implements Permission {
        @Override
        public String toString() {
            return "be a member of the store";
        }
    }

    /** To read the page of metrics. */
    record Metrics() implements Permission {
        @Override
        public String toString() {
            return "read metrics";
        }
    }

    /** To ask for health, and who is there. Whoever has a certificate of the authority may. */
    record Connect() implements Permission {
        @Override
        public String toString() {
            return "connect";
        }
    }
}
