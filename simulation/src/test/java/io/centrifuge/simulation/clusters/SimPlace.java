package io.centrifuge.simulation.clusters;

import io.centrifuge.ClockReading;
import io.centrifuge.core.Step;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.manager.ManagerEffect;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.ManagerMachine;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.FormatRange;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.ManagerPlace;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.core.time.LeaderTiming;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An address in the list, and the manager that runs there, if one does. */
final class SimPlace {
    private static final FormatRange READS = new FormatRange(1, 3);

    private final ClusterWorld world;
    private final String address;
    private @Nullable SimCluster cluster;
    private String member = "";
    private String lastMember = "";
    private @Nullable Life life;

    /** One start of a manager's process here. */
    private final class Life {
        final SimCluster store;
        final String id = member;
        final ManagerMachine machine;
        final ManagerPlace place;
        final Map<OwnerRef, ListedOwner> callers = new HashMap<>();
        int read;

        Life(SimCluster store, long process) {
            this.store = store;
            machine = new ManagerMachine(new ManagerConfig(
                    process,
                    ClusterWorld.TIMING,
                    LeaderTiming.STANDARD,
                    4,
                    Map.of(),
                    JoinWait.NONE));
            // Some don't know by which address they are reached.
            place = new ManagerPlace(
                    world.random.nextInt(4) == 0 ? Optional.empty() : Optional.of(address),
                    process);
        }

        /** Until it is committed what its member says for itself. */
        void announce() {
            if (life != this || store.isGone()) {
                return;
            }
            if (!store.state().formats().members().containsKey(id)) {
                store.propose(new FormatRecord.Reads(id, READS));
            } else if (!place.equals(store.state().cluster().managers().get(id))) {
                store.propose(new ClusterRecord.Manager(id, place));
            } else {
                return;
            }
            world.after(5 * world.soon(), this::announce);
        }

        void on(ManagerEvent event) {
            if (life != this) {
                return;
            }
            Step<ManagerEffect> step = machine.on(event, clocks());
            for (ManagerEffect effect : step.effects()) {
                switch (effect) {
                    case ManagerEffect.Propose propose -> store.propose(propose.record());
                    case ManagerEffect.Send send -> answer(send.message());
                    case ManagerEffect.Say said -> {}
                }
            }
            if (step.wakeAt() != Step.NEVER) {
                world.after(step.wakeAt() - world.time(), () -> on(new ManagerEvent.Wake()));
            }
        }

        Optional<Introduction> introduction() {
            return machine.view().storeRead()
                    ? Introduction.of(
                            machine.view().state(),
                            id,
                            machine.view().isVouchedFor(clocks().monotonic()))
                    : Optional.empty();
        }

        private void answer(ManagerMessage message) {
            ListedOwner caller = callers.get(message.owner());
            Optional<Introduction> who = introduction();
            if (caller != null) {
                world.after(world.soon(), () -> caller.hear(SimPlace.this, this, message, who));
            }
        }
    }

    SimPlace(ClusterWorld world, String address) {
        this.world = world;
        this.address = address;
    }

    String address() {
        return address;
    }

    @Nullable
    SimCluster cluster() {
        return cluster;
    }

    String member() {
        return member;
    }

    /** The member that was here last, if none is. */
    String lastMember() {
        return lastMember;
    }

    void give(@Nullable SimCluster to, String id) {
        lastMember = member;
        cluster = to;
        member = id;
    }

    private ClockReading clocks() {
        return new ClockReading(world.time(), world.time());
    }

    void start() {
        SimCluster store = cluster;
        if (store == null || life != null) {
            return;
        }
        Life begun = new Life(store, world.random.nextLong());
        life = begun;
        begun.read = store.size();
        begun.on(new ManagerEvent.Restored(store.state()));
        begun.announce();
    }

    void kill() {
        life = null;
    }

    void heal() {
        start();
    }

    void follow() {
        Life now = life;
        while (now != null && now == life && now.read < now.store.size()) {
            now.on(new ManagerEvent.Committed(now.store.record(now.read++)));
        }
    }

    /** Who answers here, if anybody who knows does. */
    Optional<Introduction> whoIs() {
        Life now = life;
        return now == null ? Optional.empty() : now.introduction();
    }

    /** Whether the message is of the process that runs here now. */
    boolean isNow(Object sender) {
        return sender.equals(life);
    }

    /** As a manager's stream does it. */
    void receive(ListedOwner from, OwnerRequest request, Optional<ClusterRef> meant) {
        Life now = life;
        if (now == null) {
            world.after(world.soon(), () -> from.lost(this));
            return;
        }
        Optional<ClusterRef> own = now.introduction().map(Introduction::cluster);
        boolean isWrong = meant.isPresent()
                && own.filter(cluster -> !cluster.continues(meant.get())).isPresent();
        if (isWrong || (request.term() > 0 && meant.isEmpty())) {
            world.after(world.soon(), () -> from.refused(this));
            return;
        }
        now.callers.put(request.owner(), from);
        now.on(new ManagerEvent.Heard(request));
    }
}
