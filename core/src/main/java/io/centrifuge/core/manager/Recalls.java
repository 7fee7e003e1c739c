package io.centrifuge.core.manager;

import io.centrifuge.KeyRange;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which ranges of one service a leader recalls: decides, and withholds them. One thread. */
final class Recalls {
    /** How many pieces of the table one event looks at to recall them; then others come first. */
    private static final int MOST_LOOKED_AT = 4_096;

    private final Takings takings;
    private final Placement placement;
    private final Roster roster;
    private final Agenda agenda;

    /** Of holders that have not had yet what is to be recalled from them, for whom that is. */
    private final Map<OwnerRef, SortedSet<OwnerRef>> postponed = new TreeMap<>();

    Recalls(Takings takings, Placement placement, Roster roster, Agenda agenda) {
        this.takings = takings;
        this.placement = placement;
        this.roster = roster;
        this.agenda = agenda;
    }

    /** Withholds what is planned for owners who are there; of each holder all at once. */
    void forThePlanned(LeaseTable table) {
        Map<OwnerRef, List<Piece<Optional<OwnerRef>>>> wanted = new TreeMap<>();
        int looked = 0;
        while (!agenda.claimants().isEmpty() && looked < MOST_LOOKED_AT) {
            OwnerRef claimant = agenda.claimants().removeFirst();
            if (roster.isTaking(claimant)) {
                looked += recallFor(claimant, table, wanted);
            }
        }
        wanted.forEach((holder, ranges) -> recall(holder, table, ranges));
    }

    /** Adds to {@code wanted} what each holder has of it; returns how many pieces it looked at. */
    private int recallFor(
            OwnerRef claimant,
            LeaseTable table,
            Map<OwnerRef, List<Piece<Optional<OwnerRef>>>> wanted) {
        int looked = 0;
        for (KeyRange planned : placement.plannedFor(claimant)) {
            for (Piece<LeaseEntry> piece : table.entries().pieces(planned)) {
                looked++;
                OwnerRef holder = piece.value().holder();
                if (holder == null || holder.equals(claimant)) {
                    continue;
                }
                if (isOnItsWay(piece, holder)) {
                    postponed.computeIfAbsent(holder, ref -> new TreeSet<>()).add(claimant);
                } else {
                    wanted.computeIfAbsent(holder, ref -> new ArrayList<>())
                            .add(new Piece<>(piece.range(), Optional.of(claimant)));
                }
            }
        }
        return looked;
    }

    /**
     * Whether the range comes with its state and its holder has not had it: it must have it before
     * it can hand it on.
     */
    private boolean isOnItsWay(Piece<LeaseEntry> piece, OwnerRef holder) {
        LeaseEntry entry = piece.value();
        return entry.stateSince() < entry.number()
                && roster.find(holder)
                        .filter(session ->
                                session.isLive() && !session.hasHad(piece.range(), entry.number()))
                        .isPresent();
    }

    /** A request of the owner was handled, or its session is over. */
    void heard(OwnerRef owner) {
        SortedSet<OwnerRef> claimants = postponed.remove(owner);
        if (claimants != null) {
            agenda.claimants().addAll(claimants);
        }
    }

    /** Withholds what nobody is there to hold. */
    void fromSuperseded(OwnerRef holder, LeaseTable table) {
        List<Piece<Optional<OwnerRef>>> wanted = new ArrayList<>();
        for (Piece<Lease> held : table.heldBy(holder).pieces(Lease::isHeld)) {
            for (Piece<Optional<OwnerRef>> part : placement.targets().pieces(held.range())) {
                wanted.add(new Piece<>(part.range(), part.value().filter(roster::isTaking)));
            }
        }
        recall(holder, table, wanted);
    }

    private void recall(OwnerRef holder, LeaseTable table, List<Piece<Optional<OwnerRef>>> wanted) {
        roster.find(holder)
                .ifPresent(session ->
                        takings.recall(holder, table.heldBy(holder), wanted, session.heldUntil()));
    }
}
