package io.centrifuge.core.state;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Which cluster a store is, and which managers it has (docs/protocol.md, "One cluster"). Immutable.
 *
 * @param id by which clients know it; a restored store keeps it; empty until it is committed
 * @param managers what each manager said of itself, by the id of its member of the store; not
 *     changed by anybody
 */
public record Cluster(Optional<UUID> id, SortedMap<String, ManagerPlace> managers) {
    /** Of a store of which nothing is committed. */
    public static final Cluster UNNAMED = new Cluster(Optional.empty(), new TreeMap<>());

    public Cluster {
        managers = Collections.unmodifiableSortedMap(new TreeMap<>(managers));
    }

    /** Of that id, and without managers. */
    public static Cluster named(UUID id) {
        return new Cluster(Optional.of(id), new TreeMap<>());
    }

    /** Where clients reach the manager that drew this number at its start, if it is known. */
    public Optional<String> addressOf(long process) {
        return managers.values().stream()
                .filter(manager -> manager.process() == process)
                .flatMap(manager -> manager.address().stream())
                .findFirst();
    }

    Cluster with(String member, ManagerPlace place) {
        SortedMap<String, ManagerPlace> changed = new TreeMap<>(managers);
        changed.put(member, place);
        return new Cluster(id, changed);
    }

    Cluster without(String member) {
        if (!managers.containsKey(member)) {
            return this;
        }
        SortedMap<String, ManagerPlace> changed = new TreeMap<>(managers);
        changed.remove(member);
        return new Cluster(id, changed);
    }
}
