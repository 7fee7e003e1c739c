package io.centrifuge.core.manager;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.state.Cordon;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.state.OwnerState;
import io.centrifuge.core.state.TableChange;
import io.centrifuge.core.state.TableRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What there is to read of a committed record, and of whom it says something. Stateless. */
final class Transitions {
    private Transitions() {}

    /**
     * @param before the table that it changes
     */
    static List<Transition> of(TableRecord record, LeaseTable before) {
        ServiceName service = record.service();
        List<Transition> transitions = new ArrayList<>();
        int released = 0;
        int expired = 0;
        int merged = 0;
        for (TableChange change : record.changes()) {
            switch (change) {
                case TableChange.Joined(OwnerRef owner, var address) -> {
                    transitions.add(new Transition.Joined(service, owner, address));
                    before.current(owner.id())
                            .ifPresent(other -> transitions.add(
                                    new Transition.Superseded(service, other, owner)));
                }
                case TableChange.Left(OwnerRef owner) -> {
                    if (!before.isIn(owner, OwnerState.SUPERSEDED)) {
                        transitions.add(new Transition.Left(service, owner));
                    }
                }
                case TableChange.Drained(OwnerRef owner) ->
                    transitions.add(new Transition.Drained(service, owner));
                case TableChange.Undrained(OwnerRef owner) ->
                    transitions.add(new Transition.Undrained(service, owner));
                case TableChange.Evicted(OwnerRef owner) ->
                    transitions.add(new Transition.Evicted(
                            service,
                            owner,
                            before.heldBy(owner).pieces(Lease::isHeld).size()));
                case TableChange.Cordoned(Cordon cordon) ->
                    transitions.add(new Transition.Cordoned(service, cordon));
                case TableChange.Uncordoned(Cordon cordon) ->
                    transitions.add(new Transition.Uncordoned(service, cordon));
                case TableChange.Freed freed -> {
                    released += freed.cause() == TableChange.Cause.RELEASED ? 1 : 0;
                    expired += freed.cause() == TableChange.Cause.EXPIRED ? 1 : 0;
                }
                case TableChange.Merged all -> merged++;
                case TableChange.Granted granted -> {}
                case TableChange.Transferred transferred -> {}
                case TableChange.Removed removed -> {} // told where it is done
            }
        }
        if (released + expired + merged > 0) {
            transitions.add(new Transition.RangesLost(service, released, expired, merged));
        }
        return transitions;
    }

    /**
     * All incarnations, before and after, of the names of which the changes say something: all if a
     * cordon changes, for whom that covers follows from addresses.
     */
    static SortedSet<OwnerRef> concerned(TableRecord record, LeaseTable before, LeaseTable table) {
        SortedSet<OwnerRef> found = new TreeSet<>();
        for (TableChange change : record.changes()) {
            if (change instanceof TableChange.Cordoned
                    || change instanceof TableChange.Uncordoned) {
                found.addAll(table.owners().keySet());
            }
            OwnerId id = switch (change) {
                case TableChange.Joined joined -> joined.owner().id();
                case TableChange.Drained drained -> drained.owner().id();
                case TableChange.Undrained undrained -> undrained.owner().id();
                case TableChange.Evicted evicted -> evicted.owner().id();
                case TableChange.Left left -> left.owner().id();
                default -> null;
            };
            if (id != null) {
                found.addAll(before.incarnations(id).keySet());
                found.addAll(table.incarnations(id).keySet());
            }
        }
        return found;
    }
}
