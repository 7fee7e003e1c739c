package io.centrifuge.core.transcript;

import io.centrifuge.ClockReading;
import io.centrifuge.LeaseCheck;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.owner.OwnerConfig;
import io.centrifuge.core.owner.OwnerEffect;
import io.centrifuge.core.owner.OwnerEvent;
import io.centrifuge.core.owner.OwnerMachine;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerEnd;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Received;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One incarnation of an owner. */
final class OwnerActor extends Actor<OwnerEvent, OwnerEffect> {
    private OwnerSnapshot visible = OwnerSnapshot.EMPTY;

    /** What a thread that is slow to check read some time ago. */
    private OwnerSnapshot kept = OwnerSnapshot.EMPTY;

    private String manager = "m1";

    /** Of its stream to each manager. */
    private final SortedMap<String, OwnerEnd> ends = new TreeMap<>();

    OwnerActor(String name, World world, boolean stateOutlivesLease) {
        super(
                name,
                world,
                new OwnerMachine(new OwnerConfig(
                        Notation.SERVICE,
                        Notation.owner(name),
                        Notation.ADDRESS,
                        stateOutlivesLease,
                        1,
                        1))::on);
    }

    @Override
    void perform(OwnerEffect effect) {
        switch (effect) {
            case OwnerEffect.Publish publish -> {
                visible = publish.snapshot();
                world.say(holdings());
            }
            case OwnerEffect.Send send ->
                send(
                        manager,
                        world.settings.references
                                ? endTo(manager).send(send.request())
                                : new OwnerFrame.Whole(send.request()));
            case OwnerEffect.Reconnect reconnect -> world.say(name + " gives up its stream");
            case OwnerEffect.AskNext next -> world.say(name + " asks the next manager");
            case OwnerEffect.Changed changed -> world.say(name + " tells:" + told(changed));
            case OwnerEffect.Renewed renewed -> {}
            case OwnerEffect.KeptOut kept ->
                world.say(name + (kept.whileNanos() == 0 ? " is let in" : " is kept out"));
            case OwnerEffect.Expired expired -> {}
            case OwnerEffect.Superseded superseded ->
                world.say(name + " tells: " + (superseded.evicted() ? "evicted" : "superseded"));
            case OwnerEffect.Leaving leaving -> {}
            case OwnerEffect.Left left -> world.say(name + " has left");
        }
    }

    private static String told(OwnerEffect.Changed changed) {
        return told(" granted ", changed.granted())
                + told(
                        " revoked ",
                        changed.revoked().stream()
                                .map(OwnerEffect.Revoked::grant)
                                .toList());
    }

    private static String told(String what, List<OwnerEffect.Grant> grants) {
        if (grants.isEmpty()) {
            return "";
        }
        return grants.size() > Notation.MANY
                ? what + grants.size() + "-pieces"
                : what
                        + grants.stream()
                                .map(grant -> Notation.range(grant.range()) + ":"
                                        + Notation.number(grant.number()))
                                .collect(Collectors.joining(","));
    }

    private String holdings() {
        String leases = Notation.leases(visible.leases());
        if (leases.equals("nothing")) {
            return name + " holds nothing";
        }
        long left = visible.remainingNanos(reading());
        return "%s holds %s %s"
                .formatted(name, leases, left > 0 ? "for " + Notation.time(left) : "no more");
    }

    @Override
    void hear(Mail.Content content) {
        if (!(content instanceof Mail.Content.OfManager managers)) {
            throw cant("hear this");
        }
        receive(manager, managers.frame());
    }

    private void receive(String from, ManagerFrame frame) {
        Received<ManagerMessage, OwnerFrame> received = endTo(from).receive(frame);
        received.message().ifPresent(message -> on(new OwnerEvent.Heard(message)));
        received.answer().ifPresent(answer -> send(from, answer));
    }

    private void send(String to, OwnerFrame frame) {
        world.say(world.mail.send(name, to, new Mail.Content.OfOwner(frame)));
    }

    private OwnerEnd endTo(String to) {
        return ends.computeIfAbsent(
                to, other -> new OwnerEnd(Notation.SERVICE, Notation.owner(name)));
    }

    @Override
    void act(String verb, Words words) {
        switch (verb) {
            case "wakes" -> on(new OwnerEvent.Wake());
            case "retires" -> on(new OwnerEvent.Retire());
            case "leaves" -> on(new OwnerEvent.Leave());
            case "disconnects" -> {
                ends.clear();
                on(new OwnerEvent.Disconnected());
            }
            case "dials" -> manager = words.next();
            case "keeps" -> {
                words.expect("its").expect("snapshot");
                kept = visible;
            }
            case "checks" -> world.say(check(words));
            case "hears" ->
                receive(
                        manager,
                        Messages.ofManager(words, Notation.owner(name), world.settings.lease));
            default -> throw cant(verb);
        }
    }

    /** Such as {@code 52}, {@code 52 margin 4s}, {@code 52 since 3}, {@code 52 late}. */
    private String check(Words words) {
        long key = Notation.key(words.next());
        ClockReading now = reading();
        OwnerSnapshot snapshot = words.take("late") ? kept : visible;
        if (words.nextIs("since")) {
            return snapshot.isHeldSince(key, words.number("since"), now.monotonic(), now.wall())
                    ? "continuous"
                    : "not continuous";
        }
        long margin = words.nextIs("margin") ? words.time("margin") : 0;
        LeaseCheck check = snapshot.check(key, now.monotonic(), now.wall(), margin);
        return check.held() ? "held under " + Notation.number(check.number()) : "not held";
    }

    @Override
    String summary() {
        return holdings();
    }
}
