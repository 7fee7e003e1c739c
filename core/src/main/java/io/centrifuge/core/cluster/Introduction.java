package io.centrifuge.core.cluster;

import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.History;
import io.centrifuge.core.state.LeaderRecord;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a manager tells a client of its cluster. Immutable.
 *
 * @param member the id of its member of the store
 * @param managers the members of the cluster's store, as far as it has applied what is committed,
 *     and the addresses by which clients reach the managers in them, where those are known; not
 *     changed by anybody
 * @param leader by which address clients reach the manager that leads; empty if that isn't known,
 *     or the manager's log isn't fresh
 */
public record Introduction(
        ClusterRef cluster,
        String member,
        SortedMap<String, Optional<String>> managers,
        Optional<String> leader) {
    public Introduction {
        managers = Collections.unmodifiableSortedMap(new TreeMap<>(managers));
    }

    /**
     * Of the manager with that member; empty while its store has no name.
     *
     * @param isFresh whether its log is
     */
    public static Optional<Introduction> of(CommittedState state, String member, boolean isFresh) {
        return state.cluster().id().map(id -> {
            LeaderRecord leads = state.leader();
            SortedMap<String, Optional<String>> managers = new TreeMap<>();
            // A member is listed before its manager has said anything.
            state.formats()
                    .members()
                    .keySet()
                    .forEach(each -> managers.put(each, Optional.empty()));
            state.cluster()
                    .managers()
                    .forEach((each, place) -> managers.put(each, place.address()));
            return new Introduction(
                    new ClusterRef(id, History.of(leads.term())),
                    member,
                    managers,
                    isFresh && !leads.resigned()
                            ? state.cluster().addressOf(leads.process())
                            : Optional.empty());
        });
    }

    /** Whether this is a manager's address, as text. */
    boolean names(String address) {
        return managers.containsValue(Optional.of(address));
    }
}
