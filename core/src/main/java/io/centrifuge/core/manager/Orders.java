package io.centrifuge.core.manager;

import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What administrators want of one service and the table doesn't say yet. The last word about an
 * owner counts. Soft state: what isn't committed when the term ends must be ordered again. One
 * thread.
 */
final class Orders {
    private LeaseTable table;

    /**
     * In which state an incarnation is to be; superseded if it is to be evicted. Of the one that
     * had the name when the order came: it says nothing of the next.
     */
    private final Map<OwnerRef, OwnerState> wanted = new TreeMap<>();

    /** Whether the service is to be forgotten. */
    private boolean removal;

    /** Which cordons there are to be, or not. */
    private final Map<Cordon, Boolean> cordons = new TreeMap<>();

    Orders(LeaseTable table) {
        this.table = table;
    }

    /** What it says of keeping an owner out is not for this. */
    void take(ManagerEvent.Order order) {
        switch (order) {
            case ManagerEvent.Drain drain ->
                table.current(drain.owner()).ifPresent(ref -> wanted.put(ref, OwnerState.DRAINING));
            case ManagerEvent.Undrain undrain -> {
                table.current(undrain.owner()).ifPresent(ref -> wanted.put(ref, OwnerState.ACTIVE));
                cordons.put(Cordon.of(undrain.owner()), false);
            }
            case ManagerEvent.Evict evict -> {
                if (hasName(evict.owner())) {
                    wanted.put(evict.owner(), OwnerState.SUPERSEDED);
                }
            }
            case ManagerEvent.RemoveService service -> removal = true;
            case ManagerEvent.PutCordon put -> cordons.put(put.cordon(), true);
            case ManagerEvent.LiftCordon lift -> cordons.put(lift.cordon(), false);
            case ManagerEvent.LetIn letIn -> {}
        }
    }

    /** Whether the service is to be forgotten; not any more once somebody is here. */
    boolean removesService(boolean isUnused) {
        removal &= isUnused;
        return removal;
    }

    /** The table is this one now: forgets what it says, and what can't be done any more. */
    void follow(LeaseTable next) {
        table = next;
        wanted.entrySet()
                .removeIf(order ->
                        !hasName(order.getKey()) || table.isIn(order.getKey(), order.getValue()));
        cordons.entrySet().removeIf(order -> isDone(order.getKey(), order.getValue()));
    }

    private boolean isDone(Cordon cordon, boolean there) {
        return table.cordons().contains(cordon) == there;
    }

    private boolean hasName(OwnerRef owner) {
        return table.owners().containsKey(owner) && !table.isIn(owner, OwnerState.SUPERSEDED);
    }

    /**
     * What a record must say of it.
     *
     * @param stays whether the same record leaves the owner and its name as they are
     */
    List<TableChange> changes(Predicate<OwnerRef> stays) {
        List<TableChange> changes = new ArrayList<>();
        wanted.forEach((owner, state) -> {
            if (stays.test(owner) && !table.isIn(owner, state)) {
                changes.add(
                        switch (state) {
                            case ACTIVE -> new TableChange.Undrained(owner);
                            case DRAINING -> new TableChange.Drained(owner);
                            case SUPERSEDED -> new TableChange.Evicted(owner);
                        });
            }
        });
        int room = Cordon.MOST - table.cordons().size();
        for (Map.Entry<Cordon, Boolean> order : cordons.entrySet()) {
            if (isDone(order.getKey(), order.getValue())) {
                continue;
            }
            if (!order.getValue()) {
                changes.add(new TableChange.Uncordoned(order.getKey()));
            } else if (room-- > 0) {
                changes.add(new TableChange.Cordoned(order.getKey()));
            }
        }
        return changes;
    }
}
