package io.centrifuge.protocol.admin;

/**
 * One member of a store's group. Immutable.
 *
 * @param id 1 to 40 of A-Z a-z 0-9 _ -; for the life of the member's data
 * @param host where other members reach it: a name or an address
 * @param port from 1 to 65535; 0 for a member that is alone and that nobody else reaches
 * @param votes whether it counts for the majority; one that doesn't follows all the same
 */
public record StoreMember(String id, String host, int port, boolean votes) {
    private static final String ID_PATTERN = "[A-Za-z0-9_-]{1,40}";

    public StoreMember {
        if (!id.matches(ID_PATTERN)) {
            throw new IllegalArgumentException(
                    "the store member's id \"%s\" is not made of 1 to 40 of A-Z a-z 0-9 _ -"
                            .formatted(id));
        }
        if (host.isBlank() || host.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(
                    "the store member %s has the host \"%s\": give the address at which other"
                                    .formatted(id, host)
                            + " members reach it");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "the store member %s has the port %d: give one from 1 to 65535"
                            .formatted(id, port));
        }
    }

    public StoreMember voting(boolean itVotes) {
        return new StoreMember(id, host, port, itVotes);
    }

    /** {@code host:port}, an IPv6 address in brackets. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return "%s at %s%s".formatted(id, address(), votes ? "" : ", without a vote");
    }
}
