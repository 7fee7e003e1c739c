package io.centrifuge.simulation.world;

import io.centrifuge.LeaseTiming;
import io.centrifuge.ServiceName;
import io.centrifuge.core.Step;
import io.centrifuge.core.manager.JoinWait;
import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.manager.ManagerEffect;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.ManagerMachine;
import io.centrifuge.core.manager.ManagerView;
import io.centrifuge.core.manager.Transition;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.reference.ManagerEnd;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Received;
import io.centrifuge.core.reference.Unchanged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One start of one manager process, in a place that the next start of it takes over. */
public final class ManagerProcess extends SimProcess {
    /** How long it may take to read the store. */
    private static final long LONGEST_START = Duration.ofMillis(100).toNanos();

    final int place;
    private final ManagerMachine machine;
    private final List<Watch> watches = new ArrayList<>();

    /** Of each owner's stream, by the number of its process. */
    private final SortedMap<Integer, ManagerEnd> ends = new TreeMap<>();

    /** How many records of the log it has followed; -1 until it has read the store. */
    private int followed = -1;

    private long proposalsLostUntil;
    private long logWithheldUntil;
    private boolean shuttingDown;
    private ManagerView pushed;

    /** A lookup's watch, and the LSN of what was sent to it last. */
    private static final class Watch {
        final LookupProcess lookup;
        final long number;
        long sent;
        boolean isBehind;

        Watch(LookupProcess lookup, long number, long sent) {
            this.lookup = lookup;
            this.number = number;
            this.sent = sent;
        }
    }

    /**
     * @param age how many records ago the state was committed that it starts from
     */
    ManagerProcess(World world, int place, int id, SplittableRandom random, int age) {
        super(world, "manager-%d/%d".formatted(place, id), id, random);
        this.place = place;
        List<LeaseTiming> timing = world.scenario().lease();
        machine = new ManagerMachine(new ManagerConfig(
                random.nextLong(),
                timing.get(random.nextInt(timing.size())),
                world.scenario().leader(),
                world.scenario().sizes().virtualNodes(),
                Map.of(),
                JoinWait.STANDARD));
        pushed = machine.view();
        world.queue().after(random.nextLong(LONGEST_START), () -> take(() -> readStore(age)));
        vouchLater();
    }

    private void readStore(int age) {
        followed = world.store().size() - age;
        on(new ManagerEvent.Restored(world.store().stateOf(age)));
        follow();
    }

    /** What it shows to lookups and administrators. */
    public ManagerView view() {
        return machine.view();
    }

    /** How many of the messages that it heard crossed one of its own. */
    long races() {
        return machine.view().races();
    }

    @Override
    void wake() {
        on(new ManagerEvent.Wake());
    }

    @Override
    void clocksChanged() {
        // Nobody sees a manager's clocks.
    }

    /**
     * @param said what the frame refers to; null if it refers to nothing
     */
    void receive(OwnerProcess from, OwnerFrame frame, @Nullable OwnerRequest said) {
        Received<OwnerRequest, ManagerFrame> received = endTo(from).receive(frame);
        received.answer().ifPresent(answer -> send(from, answer, null));
        received.message().ifPresent(request -> {
            if (frame instanceof Unchanged) {
                world.tell(new Observation.Understood(from, Objects.requireNonNull(said), request));
            }
            on(new ManagerEvent.Heard(request));
        });
    }

    private ManagerEnd endTo(OwnerProcess owner) {
        return ends.computeIfAbsent(owner.id, id -> new ManagerEnd(owner.service(), owner.self()));
    }

    private void send(OwnerProcess to, ManagerFrame frame, @Nullable ManagerMessage said) {
        world.network().carry(this, to, () -> to.receive(this, frame, said), () -> {});
    }

    boolean isShuttingDown() {
        return shuttingDown;
    }

    void order(ManagerEvent.Order order) {
        on(order);
    }

    void shutDown() {
        shuttingDown = true;
        take(() -> on(new ManagerEvent.ShutDown()));
    }

    /** Follows the log to its end. */
    void follow() {
        if (followed < 0 || world.time() < logWithheldUntil) {
            return;
        }
        boolean any = followed < world.store().size();
        while (followed < world.store().size() && !isDead() && !isStill()) {
            on(new ManagerEvent.Committed(world.store().record(followed++)));
        }
        if (any && !isDead() && !isStill()) {
            world.tell(new Observation.CaughtUp(this));
        } else if (isStill()) {
            take(this::follow);
        }
    }

    void loseProposals(long nanos) {
        proposalsLostUntil = world.time() + nanos;
    }

    void withholdLog(long nanos) {
        logWithheldUntil = world.time() + nanos;
        world.queue().after(nanos, () -> take(this::follow));
    }

    void reachStore() {
        proposalsLostUntil = 0;
        logWithheldUntil = 0;
        world.queue().after(0, () -> take(this::follow));
    }

    private void on(ManagerEvent event) {
        world.counted();
        world.trace().line(world.time(), () -> name + " " + TraceFormat.of(event));
        Step<ManagerEffect> step = machine.on(event, now());
        world.trace().mix(world.time(), id, step.effects().size());
        step.effects().forEach(this::decided);
        perform(step.effects(), this::perform);
        wakeAt(step.wakeAt());
        push();
        if (shuttingDown && machine.isShutDown() && !isDead()) {
            world.ended(this);
        }
    }

    /** What a process says counts from here; it may stand still before the message leaves. */
    private void decided(ManagerEffect effect) {
        if (effect instanceof ManagerEffect.Send send) {
            world.tell(new Observation.Said(this, send.message()));
        }
    }

    private void perform(ManagerEffect effect) {
        world.trace().line(world.time(), () -> name + "   -> " + TraceFormat.of(effect));
        switch (effect) {
            case ManagerEffect.Propose propose -> {
                if (world.time() >= proposalsLostUntil) {
                    world.store().propose(this, propose.record());
                }
            }
            case ManagerEffect.Send send -> {
                ManagerMessage message = send.message();
                OwnerProcess meant = world.owner(message.service(), message.owner());
                OwnerProcess owner = world.network().goesAstray() ? world.anyOwner(random) : meant;
                if (owner != null) {
                    send(
                            owner,
                            meant == null
                                    ? new ManagerFrame.Whole(message)
                                    : endTo(meant).send(message),
                            message);
                }
            }
            case ManagerEffect.Say say -> count(say.transition());
        }
    }

    private void count(Transition transition) {
        switch (transition) {
            case Transition.KeepsOut out ->
                world.counters().add(RunCounters.Count.OWNERS_KEPT_OUT, 1);
            case Transition.LetIn in -> world.counters().add(RunCounters.Count.OWNERS_LET_IN, 1);
            default -> {}
        }
    }

    /** A lookup watches from now on; what it lacks is sent at once. */
    void watch(LookupProcess lookup, long number, long lsn) {
        // A stream ends when the lookup gives it up; one that it keeps beside this one goes on.
        watches.removeIf(old -> !old.lookup.watches(old.number));
        if (!lookup.watches(number)
                || watches.stream().anyMatch(old -> old.lookup == lookup && old.number == number)) {
            return;
        }
        Watch watch = new Watch(lookup, number, lsn);
        watches.add(watch);
        send(watch, answer(lookup.service, lsn));
    }

    void poll(LookupProcess lookup, long number, long lsn) {
        TableAnswer answer = answer(lookup.service, lsn);
        world.network().carry(this, lookup, () -> lookup.hearPolled(number, answer), () -> {});
    }

    private TableAnswer answer(ServiceName service, long lsn) {
        return machine.view().answer(service, lsn, now().monotonic());
    }

    /** Now and then, those who watch are told if the table can't be vouched for. */
    private void vouchLater() {
        world.queue().after(ManagerView.VOUCHED_NANOS, () -> {
            if (!isDead()) {
                take(this::vouch);
                vouchLater();
            }
        });
    }

    private void vouch() {
        if (!machine.view().isVouchedFor(now().monotonic())) {
            watches.forEach(watch -> send(watch, answer(watch.lookup.service, watch.sent)));
        }
    }

    /** That this manager is behind is said once. */
    private void send(Watch watch, TableAnswer answer) {
        boolean wasBehind = watch.isBehind;
        watch.isBehind = answer instanceof TableAnswer.Behind;
        if (wasBehind && watch.isBehind) {
            return;
        }
        watch.sent = Math.max(watch.sent, answer.lsn());
        if (world.network().goesAstray()) {
            LookupProcess other = world.anyLookup(random);
            world.network().carry(this, other, () -> other.hearAstray(answer), () -> {});
            return;
        }
        LookupProcess lookup = watch.lookup;
        long number = watch.number;
        world.network().carry(this, lookup, () -> lookup.hearPushed(number, answer), () -> {});
    }

    @SuppressWarnings("ReferenceEquality") // a view is replaced, never changed
    private void push() {
        ManagerView view = machine.view();
        if (view == pushed || isDead()) {
            return;
        }
        pushed = view;
        for (int i = 0; i < watches.size(); i++) {
            Watch watch = watches.get(i);
            if (view.state().table(watch.lookup.service).lsn() > watch.sent || watch.isBehind) {
                send(watch, answer(watch.lookup.service, watch.sent));
            }
        }
    }

    @Override
    void die() {
        super.die();
        for (Watch watch : watches) {
            watch.lookup.watchBreaksLater(watch.number);
        }
    }
}
