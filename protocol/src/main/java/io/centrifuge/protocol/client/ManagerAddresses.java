package io.centrifuge.protocol.client;

import io.centrifuge.core.cluster.ManagerList;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All managers of a group, in the order in which they were given. Immutable.
 *
 * @param all at least one, each once
 */
public record ManagerAddresses(List<ManagerAddress> all) {
    private static final Pattern IN_DIGITS = Pattern.compile("[0-9.]+|.*:.*");
    private static final int BEHIND_A_NAME = 3;

    public ManagerAddresses {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    "no manager address: give at least one, such as manager-1:7400");
        }
        Set<ManagerAddress> seen = new HashSet<>();
        for (ManagerAddress address : all) {
            if (!seen.add(address)) {
                throw new IllegalArgumentException(
                        "manager address \"%s\" is given twice: give each once".formatted(address));
            }
        }
    }

    /**
     * Of {@code host:port,host:port}; spaces around commas don't matter.
     *
     * @throws IllegalArgumentException names the address that is wrong, and the remedy
     */
    public static ManagerAddresses parse(String list) {
        if (list.isBlank()) {
            return new ManagerAddresses(List.of());
        }
        return new ManagerAddresses(Stream.of(list.split(",", -1))
                .map(String::strip)
                .map(ManagerAddress::parse)
                .toList());
    }

    /**
     * The id of a cluster, as it is printed.
     *
     * @throws IllegalArgumentException names the text, and shows what is right
     */
    public static UUID cluster(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException malformed) {
            throw noCluster(text);
        }
        throw noCluster(text);
    }

    private static IllegalArgumentException noCluster(String text) {
        return new IllegalArgumentException(
                ("\"%s\" is no cluster's id: give the one that \"centrifuge status\" prints, such"
                                + " as 5ba6a1b7-4cf6-4b31-9d1a-0c6f6a7b9d11")
                        .formatted(text));
    }

    /** By what a client with these addresses tells its cluster, which it may have been told. */
    public ManagerList list(Optional<UUID> cluster) {
        if (cluster.isPresent()) {
            return new ManagerList.WithId(cluster.get());
        }
        return all.size() == 1
                ? new ManagerList.Single()
                : new ManagerList.Several(
                        all.stream().map(ManagerAddress::toString).toList());
    }

    /**
     * Whether it is a single name, which stands for all managers that it resolves to; one address
     * in digits, or several of any kind, stand for themselves.
     */
    public boolean isOneName() {
        return all.size() == 1 && !IN_DIGITS.matcher(all.getFirst().host()).matches();
    }

    /**
     * How many tries make a round of all managers, after which a client takes a longer rest. A
     * single name counts for three, the usual number, since it isn't resolved yet.
     */
    public int tries() {
        return isOneName() ? BEHIND_A_NAME : all.size();
    }

    /** {@code host:port,host:port}; {@link #parse} takes it back. */
    @Override
    public String toString() {
        return all.stream().map(ManagerAddress::toString).collect(Collectors.joining(","));
    }
}
