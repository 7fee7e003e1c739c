package io.centrifuge.core.state;

import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;

import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whom administrators keep from one service: by cordons, and the incarnations that they evicted.
 * Immutable. Whether a cordon covers an owner is asked of every owner for each plan, so it costs
 * three looks at names.
 */
final class Barred {
    static final Barred NOBODY = new Barred(new TreeSet<>(), new TreeMap<>());

    private final SortedSet<Cordon> cordons;
    private final Map<Cordon.Kind, Set<String>> names = new EnumMap<>(Cordon.Kind.class);
    private final SortedMap<OwnerRef, Long> evicted;

    Barred(SortedSet<Cordon> cordons, SortedMap<OwnerRef, Long> evicted) {
        this.cordons = Collections.unmodifiableSortedSet(new TreeSet<>(cordons));
        this.evicted = Collections.unmodifiableSortedMap(new TreeMap<>(evicted));
        for (Cordon.Kind kind : Cordon.Kind.values()) {
            names.put(kind, new TreeSet<>());
        }
        cordons.forEach(cordon -> named(cordon.kind()).add(cordon.name()));
    }

    private Set<String> named(Cordon.Kind kind) {
        return names.getOrDefault(kind, Set.of());
    }

    SortedSet<Cordon> cordons() {
        return cordons;
    }

    /** With the LSN of the record that evicted each. */
    SortedMap<OwnerRef, Long> evicted() {
        return evicted;
    }

    Barred with(Cordon cordon) {
        SortedSet<Cordon> more = new TreeSet<>(cordons);
        more.add(cordon);
        return new Barred(more, evicted);
    }

    Barred without(Cordon cordon) {
        SortedSet<Cordon> fewer = new TreeSet<>(cordons);
        fewer.remove(cordon);
        return new Barred(fewer, evicted);
    }

    /** Forgets the one that was evicted first if there are too many. */
    Barred evicting(OwnerRef owner, long lsn) {
        SortedMap<OwnerRef, Long> more = new TreeMap<>(evicted);
        more.put(owner, lsn);
        if (more.size() > LeaseTable.EVICTED_REMEMBERED) {
            more.remove(Collections.min(more.entrySet(), Comparator.comparing(Map.Entry::getValue))
                    .getKey());
        }
        return new Barred(cordons, more);
    }

    boolean cordoned(OwnerId id, OwnerAddress address) {
        return !cordons.isEmpty()
                && (named(Cordon.Kind.OWNER).contains(id.value())
                        || named(Cordon.Kind.ADDRESS).contains(address.value())
                        || named(Cordon.Kind.HOST).contains(address.host()));
    }
}
