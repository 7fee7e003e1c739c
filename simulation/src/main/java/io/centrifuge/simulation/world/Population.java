package io.centrifuge.simulation.world;

import io.centrifuge.core.state.OwnerRef;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The processes of one service, and what its clients left with them. */
final class Population {
    final ClientWrites writes;
    final List<OwnerProcess> owners = new ArrayList<>();
    final List<LookupProcess> lookups = new ArrayList<>();
    final Map<OwnerRef, OwnerProcess> byRef = new TreeMap<>();
    final Map<String, OwnerProcess> byAddress = new TreeMap<>();

    /** How many owners are started again when some end. */
    int wanted;

    Population(ClientWrites writes, int wanted) {
        this.writes = writes;
        this.wanted = wanted;
    }

    void add(OwnerProcess owner) {
        owners.add(owner);
        byRef.put(owner.self(), owner);
        byAddress.put(owner.address().value(), owner);
    }

    void remove(OwnerProcess owner) {
        owners.remove(owner);
        byRef.remove(owner.self());
        byAddress.remove(owner.address().value());
    }
}
