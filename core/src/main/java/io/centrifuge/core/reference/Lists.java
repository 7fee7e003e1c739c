package io.centrifuge.core.reference;

import io.centrifuge.core.message.ManagerMessage.Leases;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The lists of one term that a message may refer to, by their numbers. One thread. */
final class Lists {
    /** More than either side sends before the other has handled one. */
    static final int MOST = 64;

    private final SortedMap<Long, Leases> lists = new TreeMap<>();
    private long term;
    private long newest;

    /** Forgets the lists of any other term. */
    void enter(long newTerm) {
        if (newTerm != term) {
            term = newTerm;
            newest = 0;
            lists.clear();
        }
    }

    void put(Leases list) {
        newest = list.sequence();
        lists.put(newest, list);
        if (lists.size() > MOST) {
            lists.remove(lists.firstKey());
        }
    }

    Optional<Leases> find(long ofTerm, long number) {
        return ofTerm == term ? Optional.ofNullable(lists.get(number)) : Optional.empty();
    }

    /** Nobody refers to a list before this one any more. */
    void forgetBefore(long number) {
        lists.headMap(number).clear();
    }

    long term() {
        return term;
    }

    /** The number of the list that was put last; 0 before the first. */
    long newest() {
        return newest;
    }
}
