package io.centrifuge.simulation.world;

import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.state.OwnerState;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is done to a world once all is well, to see what becomes of it. */
public final class Drill {
    private static final int MOST_CLOSING = 5;
    private static final long A_WHILE = Duration.ofMillis(500).toNanos();
    private static final long AN_INSTANT = Duration.ofMillis(20).toNanos();

    private final World world;

    public Drill(World world) {
        this.world = world;
    }

    /**
     * Drains one active owner of each service that has another.
     *
     * @return whether there was any
     */
    public boolean drainOneOfEach() {
        boolean any = false;
        for (ServiceName service : world.services()) {
            List<OwnerProcess> active = world.owners(service).stream()
                    .filter(owner -> owner.isServing() && isIn(owner, OwnerState.ACTIVE))
                    .toList();
            if (active.size() > 1) {
                OwnerId name =
                        active.get(world.random().nextInt(active.size())).self().id();
                world.managers()
                        .forEach(manager -> manager.take(
                                () -> manager.order(new ManagerEvent.Drain(service, name))));
                any = true;
            }
        }
        return any;
    }

    /** Whether the owner's ranges are to go to others, and there are others. */
    public boolean isDrained(OwnerProcess owner) {
        return isIn(owner, OwnerState.DRAINING)
                && world.owners(owner.service()).stream()
                        .anyMatch(other -> isIn(other, OwnerState.ACTIVE));
    }

    /** Whether the leader keeps an owner out because it came and went. */
    public boolean isAnyoneKeptOut() {
        return world.managers().stream()
                .filter(manager -> !manager.isDead())
                .map(ManagerProcess::view)
                .anyMatch(view -> view.leading() && !view.keptOut().isEmpty());
    }

    private boolean isIn(OwnerProcess owner, OwnerState state) {
        return world.store().state().table(owner.service()).isIn(owner.self(), state);
    }

    /**
     * Of each service, closes some owners whose state outlives their leases, if another stays, at
     * about the time at which one joins.
     *
     * @return who closes
     */
    public List<OwnerProcess> closeSome() {
        List<OwnerProcess> closing = new ArrayList<>();
        for (ServiceName service : world.services()) {
            List<OwnerProcess> active = world.owners(service).stream()
                    .filter(owner -> owner.isServing() && isIn(owner, OwnerState.ACTIVE))
                    .toList();
            List<OwnerProcess> some = active.stream()
                    .filter(OwnerProcess::stateOutlivesLease)
                    .limit(Math.min(MOST_CLOSING, active.size() - 1))
                    .toList();
            long within = world.random().nextBoolean() ? A_WHILE : AN_INSTANT;
            for (OwnerProcess owner : some) {
                world.queue()
                        .after(
                                1 + world.random().nextLong(within),
                                () -> owner.take(owner::leaveInPeace));
            }
            if (!some.isEmpty()) {
                world.startOwner(service, new OwnerId("comes"));
            }
            closing.addAll(some);
        }
        return closing;
    }

    /** Whether it is committed that the owner has left. */
    public boolean hasLeft(OwnerProcess owner) {
        return !world.store().state().table(owner.service()).owners().containsKey(owner.self());
    }

    /** All owners die at once, and as many start, about half of them under the old names. */
    public void replaceAll() {
        for (ServiceName service : world.services()) {
            SortedSet<OwnerId> names = new TreeSet<>();
            for (OwnerProcess owner : List.copyOf(world.owners(service))) {
                names.add(owner.self().id());
                world.kill(owner);
            }
            for (OwnerId name : names) {
                boolean same = world.random().nextBoolean();
                world.startOwner(service, same ? name : new OwnerId(name.value() + "-next"));
            }
        }
    }
}
