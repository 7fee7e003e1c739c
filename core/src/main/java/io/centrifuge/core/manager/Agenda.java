package io.centrifuge.core.manager;

import io.centrifuge.core.state.OwnerRef;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Whom a leader must look at, since something that concerns them has changed: what keeps a decision
 * from looking at everything. To be on it once too often costs a look; the rules are applied to
 * what is so when they are. One thread.
 *
 * <p>Invariant: an incarnation of which a rule would change, withhold, grant or tell something now
 * is on the list of that rule.
 */
final class Agenda {
    private final SortedSet<OwnerRef> owners = new TreeSet<>();
    private final SortedSet<OwnerRef> claimants = new TreeSet<>();
    private final SortedSet<OwnerRef> unfilled = new TreeSet<>();
    private final SortedSet<OwnerRef> unmerged = new TreeSet<>();
    private final SortedSet<OwnerRef> untold = new TreeSet<>();

    /** Who may have to join or to leave, or may hold what can be freed. */
    SortedSet<OwnerRef> owners() {
        return owners;
    }

    /** For whom something may have to be recalled. */
    SortedSet<OwnerRef> claimants() {
        return claimants;
    }

    /** For whom something free may be planned. */
    SortedSet<OwnerRef> unfilled() {
        return unfilled;
    }

    /** Of whom some pieces may be merged. */
    SortedSet<OwnerRef> unmerged() {
        return unmerged;
    }

    /** Who may have something else now than its newest list named. */
    SortedSet<OwnerRef> untold() {
        return untold;
    }

    /** What is planned for them has changed, or who holds it, or whether they are there. */
    void planChanged(Collection<OwnerRef> targets) {
        claimants.addAll(targets);
        unfilled.addAll(targets);
        unmerged.addAll(targets);
    }

    /** What is held by them has changed, or what is withheld from them. */
    void holdingsChanged(OwnerRef holder) {
        owners.add(holder);
        untold.add(holder);
    }
}
