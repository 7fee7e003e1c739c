package io.centrifuge.core.state;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;

import java.util.Comparator;

/**
 * Whom an administrator keeps from a service's ranges, under every incarnation, until it is lifted.
 *
 * @param name an owner's id; an address as owners give it; or the host of such addresses
 */
public record Cordon(Kind kind, String name) implements Comparable<Cordon> {
    /** How many there may be in one service. */
    public static final int MOST = 1_000;

    private static final Comparator<Cordon> ORDER =
            Comparator.comparing(Cordon::kind).thenComparing(Cordon::name);

    /** What the name is of. */
    public enum Kind {
        OWNER,
        ADDRESS,
        HOST
    }

    /** @throws IllegalArgumentException if there can be no such owner, address or host */
    public Cordon {
        var unused = switch (kind) {
            case OWNER -> new OwnerId(name);
            case ADDRESS -> new OwnerAddress(name);
            case HOST -> addressOn(name);
        };
    }

    private static OwnerAddress addressOn(String host) {
        try {
            return new OwnerAddress(host + ":1");
        } catch (IllegalArgumentException refusal) {
            throw new IllegalArgumentException(
                    ("\"%s\" is no owner's address or host: write host:port or host, as owners give"
                                    + " it, such as 10.0.0.7:8080, 10.0.0.7 or [::1]")
                            .formatted(host),
                    refusal);
        }
    }

    /** Of the owner with the id, wherever it is. */
    public static Cordon of(OwnerId owner) {
        return new Cordon(Kind.OWNER, owner.value());
    }

    /**
     * Of every owner at the address.
     *
     * @param address host:port, or a host alone for all of its ports; compared as text
     * @throws IllegalArgumentException names the value and the remedy
     */
    public static Cordon at(String address) {
        try {
            return new Cordon(Kind.ADDRESS, address);
        } catch (IllegalArgumentException hasNoPort) {
            return new Cordon(Kind.HOST, address);
        }
    }

    /** Whether it is of an owner with this id, at this address. */
    public boolean covers(OwnerId id, OwnerAddress address) {
        return name.equals(
                switch (kind) {
                    case OWNER -> id.value();
                    case ADDRESS -> address.value();
                    case HOST -> address.host();
                });
    }

    @Override
    public int compareTo(Cordon other) {
        return ORDER.compare(this, other);
    }

    /** Such as {@code owner backend-2} or {@code address 10.0.0.7:8080}. */
    @Override
    public String toString() {
        return switch (kind) {
            case OWNER -> "owner " + name;
            case ADDRESS -> "address " + name;
            case HOST -> "host " + name;
        };
    }
}
