package io.centrifuge.core.transcript;

import io.centrifuge.core.manager.ManagerEffect;
import io.centrifuge.core.manager.ManagerEvent;
import io.centrifuge.core.manager.ManagerMachine;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.reference.ManagerEnd;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Received;
import io.centrifuge.core.state.OwnerRef;

import java.util.SortedMap;
import java.util.TreeMap;

/** A manager process. It reads the log as far as it is not cut off from it. */
final class ManagerActor extends Actor<ManagerEvent, ManagerEffect> {
    private static final int NOT_READ = -1;

    private final ManagerMachine machine;

    /** Of each owner's stream. */
    private final SortedMap<OwnerRef, ManagerEnd> ends = new TreeMap<>();

    private int read = NOT_READ;
    private boolean reads;
    private boolean led;

    ManagerActor(String name, World world, ManagerMachine machine) {
        super(name, world, machine::on);
        this.machine = machine;
    }

    void readStore() {
        reads = true;
        read = world.log.records.size();
        on(new ManagerEvent.Restored(world.log.state()));
    }

    /** Sees what the log has that it hasn't seen. */
    void follow() {
        while (reads && !isDown() && read < world.log.records.size()) {
            on(new ManagerEvent.Committed(world.log.records.get(read++)));
        }
    }

    @Override
    void after() {
        boolean leads = machine.view().leading();
        if (leads != led) {
            led = leads;
            world.say(name
                    + (leads ? " leads in term " + Notation.number(term()) : " doesn't lead now"));
        }
    }

    private long term() {
        return machine.view().state().leader().term();
    }

    @Override
    void perform(ManagerEffect effect) {
        switch (effect) {
            case ManagerEffect.Propose propose ->
                world.say(world.log.propose(name, propose.record()));
            case ManagerEffect.Send send ->
                send(
                        send.message().owner(),
                        world.settings.references
                                ? endTo(send.message().owner()).send(send.message())
                                : new ManagerFrame.Whole(send.message()));
            case ManagerEffect.Say say -> {}
        }
    }

    @Override
    void hear(Mail.Content content) {
        if (!(content instanceof Mail.Content.OfOwner owners)) {
            throw cant("hear this");
        }
        receive(owners.frame());
    }

    private void receive(OwnerFrame frame) {
        Received<OwnerRequest, ManagerFrame> received = endTo(frame.owner()).receive(frame);
        received.message().ifPresent(request -> on(new ManagerEvent.Heard(request)));
        received.answer().ifPresent(answer -> send(frame.owner(), answer));
    }

    private void send(OwnerRef to, ManagerFrame frame) {
        world.say(world.mail.send(name, Notation.owner(to), new Mail.Content.OfManager(frame)));
    }

    private ManagerEnd endTo(OwnerRef owner) {
        return ends.computeIfAbsent(owner, other -> new ManagerEnd(Notation.SERVICE, other));
    }

    @Override
    void act(String verb, Words words) {
        switch (verb) {
            case "wakes" -> on(new ManagerEvent.Wake());
            case "drains" ->
                on(new ManagerEvent.Drain(
                        Notation.SERVICE, Notation.owner(words.next()).id()));
            case "undrains" ->
                on(new ManagerEvent.Undrain(
                        Notation.SERVICE, Notation.owner(words.next()).id()));
            case "evicts" ->
                on(new ManagerEvent.Evict(Notation.SERVICE, Notation.owner(words.next())));
            case "removes" -> {
                words.expect("the").expect("service");
                on(new ManagerEvent.RemoveService(Notation.SERVICE));
            }
            case "cordons" ->
                on(new ManagerEvent.PutCordon(Notation.SERVICE, Records.cordon(words)));
            case "lifts" ->
                on(new ManagerEvent.LiftCordon(Notation.SERVICE, Records.cordon(words)));
            case "shuts" -> {
                words.expect("down");
                on(new ManagerEvent.ShutDown());
            }
            case "stops" -> {
                words.expect("reading");
                reads = false;
            }
            case "reads" -> {
                if (read == NOT_READ) {
                    readStore();
                } else {
                    reads = true;
                    follow();
                }
            }
            case "hears" -> {
                String from = words.next().replace(":", "");
                receive(Messages.ofOwner(words, Notation.owner(from)));
            }
            default -> throw cant(verb);
        }
    }

    /** Answers a lookup whose table has the LSN {@code since}. */
    void answer(String lookup, long since) {
        world.say(world.mail.send(
                name,
                lookup,
                new Mail.Content.ForLookup(
                        machine.view().answer(Notation.SERVICE, since, reading().monotonic()))));
    }

    @Override
    String summary() {
        return led ? name + " leads in term " + Notation.number(term()) : "";
    }
}
