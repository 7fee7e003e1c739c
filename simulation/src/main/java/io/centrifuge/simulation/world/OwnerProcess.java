package io.centrifuge.simulation.world;

import io.centrifuge.ClockReading;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Step;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.owner.OwnerConfig;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.owner.OwnerMachine;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerEnd;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Received;
import io.centrifuge.core.reference.Unchanged;
import io.centrifuge.core.state.OwnerRef;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One start of one owner's process in one service. */
public final class OwnerProcess extends SimProcess {
    private final ServiceName service;
    private final OwnerRef self;
    private final OwnerAddress address;
    private final OwnerMachine machine;
    private final OwnerMemory memory;
    private final boolean stateOutlivesLease;

    /** Of its stream to each manager's process, by the process's number. */
    private final SortedMap<Integer, OwnerEnd> ends = new TreeMap<>();

    /** What the application's threads see. */
    private OwnerSnapshot visible = OwnerSnapshot.EMPTY;

    /** True time until which its clocks are outside what is assumed. */
    private long excusedUntil;

    /** Whether its application has heard that it is no longer wanted, or wants to leave. */
    private boolean leaving;

    /** Whether it closes while all is well, and others are there. */
    private boolean endsInPeace;

    /** Which manager's place it talks to. */
    private int manager;

    OwnerProcess(
            World world, ServiceName service, OwnerId id, int number, SplittableRandom random) {
        super(world, "%s.%s/%d".formatted(service, id, number), number, random);
        this.service = service;
        this.self = new OwnerRef(id, random.nextLong());
        this.address = new OwnerAddress("owner-%d:8080".formatted(number));
        int managers = world.scenario().sizes().managers();
        this.manager = random.nextInt(managers);
        stateOutlivesLease = random.nextInt(10) < world.scenario().stateOutlivesLease();
        this.memory = new OwnerMemory(world.writes(service), self, stateOutlivesLease);
        machine = new OwnerMachine(new OwnerConfig(
                service, self, address, stateOutlivesLease, managers, random.nextLong()));
    }

    public ServiceName service() {
        return service;
    }

    public OwnerRef self() {
        return self;
    }

    OwnerAddress address() {
        return address;
    }

    /** What the application's threads see now. */
    public OwnerSnapshot visible() {
        return visible;
    }

    /** What the application keeps in memory. */
    public OwnerMemory memory() {
        return memory;
    }

    /** Whether a check could say "held" of some key at this instant. */
    public boolean isHolding() {
        return !isDead() && visible.remainingNanos(now()) > 0;
    }

    /** Whether its clocks are, or lately were, outside what is assumed. */
    public boolean isExcused() {
        return world.time() < excusedUntil;
    }

    void excuse(long until) {
        excusedUntil = until;
    }

    /** Whether it wants leases. */
    public boolean isServing() {
        return !isDead() && !leaving && !isStill();
    }

    /** Whether what it leaves is handed on, and nothing of it may be lost. */
    public boolean endsInPeace() {
        return endsInPeace;
    }

    boolean stateOutlivesLease() {
        return stateOutlivesLease;
    }

    long races() {
        return machine.races();
    }

    @Override
    void wake() {
        on(new OwnerEvent.Wake());
    }

    @Override
    void clocksChanged() {
        world.tell(new Observation.ClocksChanged(this));
    }

    /**
     * @param said what the frame refers to; null if it refers to nothing
     */
    void receive(ManagerProcess from, ManagerFrame frame, @Nullable ManagerMessage said) {
        Received<ManagerMessage, OwnerFrame> received = endTo(from).receive(frame);
        received.answer().ifPresent(answer -> send(from, answer, null, () -> {}));
        received.message().ifPresent(message -> {
            if (frame instanceof Unchanged) {
                world.tell(new Observation.Understood(this, Objects.requireNonNull(said), message));
            }
            on(new OwnerEvent.Heard(message));
        });
    }

    private OwnerEnd endTo(ManagerProcess manager) {
        return ends.computeIfAbsent(manager.id, id -> new OwnerEnd(service, self));
    }

    void disconnected() {
        ends.clear();
        manager++;
        on(new OwnerEvent.Disconnected());
    }

    /**
     * Its application closes it, and gives it some time for that: it may be too short.
     */
    void leave() {
        close(random.nextLong(world.scenario().longestManagerNanos()));
    }

    /** Its application closes it while all is well, and others are there. */
    void leaveInPeace() {
        endsInPeace = true;
        close(world.scenario().longestManagerNanos());
    }

    private void close(long atMost) {
        leaving = true;
        on(new OwnerEvent.Retire());
        world.queue().after(atMost, () -> take(() -> on(new OwnerEvent.Leave())));
    }

    private void on(OwnerEvent event) {
        world.counted();
        world.trace().line(world.time(), () -> name + " " + TraceFormat.of(event));
        ClockReading now = now();
        world.tell(new Observation.Asked(this, now));
        Step<OwnerEffect> step = machine.on(event, now);
        world.trace().mix(world.time(), id, step.effects().size());
        perform(step.effects(), this::perform);
        wakeAt(step.wakeAt());
    }

    private void perform(OwnerEffect effect) {
        world.trace().line(world.time(), () -> name + "   -> " + TraceFormat.of(effect));
        switch (effect) {
            case OwnerEffect.Publish publish -> publish(publish.snapshot());
            case OwnerEffect.Send send -> send(send.request());
            case OwnerEffect.Reconnect reconnect -> manager++;
            case OwnerEffect.AskNext next -> manager++;
            case OwnerEffect.Changed changed ->
                world.counters()
                        .add(RunCounters.Count.LEASES_LOST, changed.revoked().size());
            case OwnerEffect.Renewed renewed -> {}
            case OwnerEffect.KeptOut kept -> {}
            case OwnerEffect.Expired expired -> {}
            case OwnerEffect.Superseded superseded -> finish();
            case OwnerEffect.Leaving leaves -> {}
            case OwnerEffect.Left left -> finish();
        }
    }

    private void publish(OwnerSnapshot snapshot) {
        OwnerSnapshot before = visible;
        visible = snapshot;
        memory.follow(snapshot, !isExcused());
        world.tell(new Observation.Published(this, before));
    }

    private void send(OwnerRequest request) {
        request.transferred().forEach(memory::handOn);
        ManagerProcess to = world.manager(manager);
        send(to, endTo(to).send(request), request, this::disconnected);
    }

    private void send(
            ManagerProcess to, OwnerFrame frame, @Nullable OwnerRequest said, Runnable reset) {
        world.network().carry(this, to, () -> to.receive(this, frame, said), reset);
    }

    private void finish() {
        leaving = true;
        world.ended(this);
    }
}
