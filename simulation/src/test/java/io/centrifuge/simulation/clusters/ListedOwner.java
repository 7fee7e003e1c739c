package io.centrifuge.simulation.clusters;

import io.centrifuge.ClockReading;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Step;
import io.centrifuge.core.cluster.ClusterBinding;
import io.centrifuge.core.cluster.ClusterBinding.Verdict;
import io.centrifuge.core.cluster.ClusterRef;
import io.centrifuge.core.cluster.Introduction;
import io.centrifuge.core.cluster.ManagerList;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.owner.OwnerConfig;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.owner.OwnerMachine;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.state.OwnerRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An owner with the whole list, which does what the library's link to managers does. */
final class ListedOwner {
    private static final ServiceName SERVICE = new ServiceName("service");

    private final ClusterWorld world;
    private final String id;
    private final List<String> list;
    private final OwnerMachine machine;
    private final ClusterBinding binding;

    /** How many nanoseconds its clocks count in a second of true time, over a second. */
    private final double rate;

    private final Map<SimPlace, Long> hiddenUntil = new HashMap<>();
    private final Map<SimPlace, Long> leftUntil = new HashMap<>();
    private OwnerSnapshot visible = OwnerSnapshot.EMPTY;
    private int at;
    private boolean unfit;
    private long lookedAt;
    private boolean dead;
    private long wakes;
    private @Nullable Held held;

    private record Held(SimPlace from, Object sender, ManagerMessage message, Introduction who) {}

    ListedOwner(ClusterWorld world, String id) {
        this.world = world;
        this.id = id;
        this.list = world.places.stream().map(SimPlace::address).toList();
        this.at = world.random.nextInt(list.size());
        this.rate = 0.9 + world.random.nextDouble() / 10;
        this.binding = new ClusterBinding(new ManagerList.Several(list));
        this.machine = new OwnerMachine(new OwnerConfig(
                SERVICE,
                new OwnerRef(new OwnerId(id), world.random.nextLong()),
                new OwnerAddress(id + ":80"),
                false,
                list.size(),
                world.random.nextLong()));
    }

    String id() {
        return id;
    }

    Optional<ClusterRef> bound() {
        return binding.bound();
    }

    private ClockReading clocks() {
        long reading = (long) (world.time() * rate);
        return new ClockReading(reading, reading);
    }

    boolean holds(long hash) {
        ClockReading now = clocks();
        return visible.check(hash, now.monotonic(), now.wall(), 0).held();
    }

    boolean holdsAnything() {
        return visible.remainingNanos(clocks()) > 0
                && visible.leases().any(lease -> lease.isHeld());
    }

    void start() {
        on(new OwnerEvent.Wake());
    }

    /** Its process is gone, and holds nothing. */
    void crash() {
        dead = true;
        visible = OwnerSnapshot.EMPTY;
    }

    /** It can't reach the place for so long. */
    void hide(SimPlace place, long nanos) {
        hiddenUntil.put(place, world.time() + nanos);
    }

    private boolean reaches(SimPlace place) {
        return world.time() >= hiddenUntil.getOrDefault(place, 0L);
    }

    private void on(OwnerEvent event) {
        if (dead) {
            return;
        }
        Step<OwnerEffect> step = machine.on(event, clocks());
        for (OwnerEffect effect : step.effects()) {
            switch (effect) {
                case OwnerEffect.Publish publish -> {
                    visible = publish.snapshot();
                    world.shows(holdsAnything());
                }
                case OwnerEffect.Send send -> send(send.request());
                case OwnerEffect.Reconnect reconnect -> next();
                case OwnerEffect.AskNext next -> next();
                case OwnerEffect.Superseded superseded -> dead = true;
                default -> {}
            }
        }
        if (step.wakeAt() != Step.NEVER) {
            long wake = ++wakes;
            world.after((long) Math.ceil(step.wakeAt() / rate) + 1 - world.time(), () -> {
                if (wake == wakes) {
                    on(new OwnerEvent.Wake());
                }
            });
        }
    }

    private void next() {
        at++;
        held = null;
    }

    private @Nullable SimPlace current() {
        for (int i = 0; i < list.size(); i++) {
            SimPlace place = world.places.get(Math.floorMod(at, list.size()));
            if (world.time() >= leftUntil.getOrDefault(place, 0L)) {
                return place;
            }
            at++;
        }
        return null;
    }

    private void send(OwnerRequest request) {
        if (unfit) {
            lookAgain();
            return;
        }
        SimPlace to = current();
        Optional<ClusterRef> meant = binding.bound();
        if (to != null && reaches(to)) {
            world.after(world.soon(), () -> to.receive(this, request, meant));
        }
    }

    private void lookAgain() {
        if (world.time() - lookedAt >= ClusterBinding.ASK_AGAIN_NANOS) {
            lookedAt = world.time();
            list.forEach(this::ask);
        }
    }

    /** The connection is refused, as nothing runs there. */
    void lost(SimPlace place) {
        if (place == current()) {
            next();
            on(new OwnerEvent.Disconnected());
        }
    }

    void refused(SimPlace place) {
        leftUntil.put(place, world.time() + ClusterBinding.ASK_AGAIN_NANOS);
        on(new OwnerEvent.Disconnected());
    }

    void hear(SimPlace from, Object sender, ManagerMessage message, Optional<Introduction> who) {
        if (dead || !reaches(from)) {
            return;
        }
        who.ifPresent(each -> binding.said(from.address(), each, world.time()));
        if (who.flatMap(binding::stranger).isPresent()) {
            refused(from);
        } else if (message instanceof ManagerMessage.NotLeading) {
            on(new OwnerEvent.Heard(message));
        } else {
            judge(new Held(from, sender, message, who.orElseThrow()));
        }
    }

    private void judge(Held heard) {
        switch (binding.judge(heard.who(), list, world.time())) {
            case Verdict.Act act -> {
                held = null;
                unfit = false;
                on(new OwnerEvent.Heard(heard.message()));
            }
            case Verdict.Wait wait -> {
                held = heard;
                wait.ask().forEach(this::ask);
            }
            case Verdict.Refuse refuse -> {
                unfit = unfit || binding.bound().equals(Optional.of(heard.who().cluster()));
                refused(heard.from());
            }
        }
    }

    private void ask(String address) {
        SimPlace place = world.places.get(list.indexOf(address));
        world.after(2 * world.soon(), () -> {
            Optional<Introduction> who =
                    reaches(place) ? place.whoIs() : Optional.<Introduction>empty();
            who.ifPresentOrElse(
                    each -> binding.said(address, each, world.time()),
                    () -> binding.silent(address, world.time()));
            if (unfit && who.isPresent() && binding.stranger(who.get()).isEmpty()) {
                unfit = !(binding.judge(who.get(), list, world.time()) instanceof Verdict.Act);
            }
            Held waiting = held;
            if (waiting != null && waiting.from().isNow(waiting.sender())) {
                held = null;
                judge(waiting);
            }
        });
    }
}
