package io.centrifuge.core.state;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The cordons of one service. Immutable. Whether one covers an owner is asked of every owner for
 * each plan, so it costs three looks at names.
 */
final class CordonSet {
    static final CordonSet NONE = new CordonSet(new TreeSet<>());

    private final SortedSet<Cordon> all;
    private final Map<Cordon.Kind, Set<String>> names = new EnumMap<>(Cordon.Kind.class);

    CordonSet(SortedSet<Cordon> cordons) {
        this.all = Collections.unmodifiableSortedSet(new TreeSet<>(cordons));
        for (Cordon.Kind kind : Cordon.Kind.values()) {
            names.put(kind, new TreeSet<>());
        }
        all.forEach(cordon -> named(cordon.kind()).add(cordon.name()));
    }

    private Set<String> named(Cordon.Kind kind) {
        return names.getOrDefault(kind, Set.of());
    }

    SortedSet<Cordon> all() {
        return all;
    }

    CordonSet with(Cordon cordon) {
        SortedSet<Cordon> more = new TreeSet<>(all);
        more.add(cordon);
        return new CordonSet(more);
    }

    CordonSet without(Cordon cordon) {
        SortedSet<Cordon> fewer = new TreeSet<>(all);
        fewer.remove(cordon);
        return new CordonSet(fewer);
    }

    boolean cover(OwnerId id, OwnerAddress address) {
        return !all.isEmpty()
                && (named(Cordon.Kind.OWNER).contains(id.value())
                        || named(Cordon.Kind.ADDRESS).contains(address.value())
                        || named(Cordon.Kind.HOST).contains(address.host()));
    }
}
