package io.centrifuge.core.manager;

import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How long the owners of one service that retire have something to wait for. One thread. */
final class Retiring {
    private final Roster roster;
    private final Takings takings;

    /** Of which table, and of how many changes of who retires, {@link #anyoneTakes} is so. */
    private @Nullable LeaseTable looked;

    private long lookedAt;
    private boolean anyoneTakes;

    Retiring(Roster roster, Takings takings) {
        this.roster = roster;
        this.takings = takings;
    }

    /** Who may have to be told that it may leave, which follows from what others do. */
    List<OwnerRef> untold() {
        return roster.retiring().stream()
                .filter(owner -> roster.find(owner)
                        .filter(session -> !session.wasToldThatItMayLeave())
                        .isPresent())
                .toList();
    }

    /**
     * See {@link ManagerMessage.Leases}. Who holds nothing stays as long as something is on its way
     * to it, for from there it is handed on once more.
     *
     * @param inFlight changes that are proposed and not yet in the table
     */
    boolean mayLeave(ManagerSession session, LeaseTable table, List<TableChange> inFlight) {
        return session.isRetiring()
                && (!isAnyoneTaking(table)
                        || (!table.holdsAnything(session.owner)
                                && !takings.isSuccessor(session.owner)
                                && inFlight.stream().noneMatch(isGrantTo(session.owner))));
    }

    /**
     * Whether any owner is known that neither retires nor is cordoned, also if it is silent: a new
     * leader has heard nobody yet.
     */
    @SuppressWarnings("ReferenceEquality") // a table is replaced, never changed
    private boolean isAnyoneTaking(LeaseTable table) {
        if (table != looked || lookedAt != roster.retiringChanges()) {
            looked = table;
            lookedAt = roster.retiringChanges();
            anyoneTakes = takes(table);
        }
        return anyoneTakes;
    }

    private boolean takes(LeaseTable table) {
        return table.owners().entrySet().stream()
                .anyMatch(other -> other.getValue().state() != OwnerState.SUPERSEDED
                        && !roster.retiring().contains(other.getKey())
                        && !table.isCordoned(
                                other.getKey().id(), other.getValue().address()));
    }

    private static Predicate<TableChange> isGrantTo(OwnerRef owner) {
        return change ->
                change instanceof TableChange.Granted granted && granted.owner().equals(owner);
    }
}
