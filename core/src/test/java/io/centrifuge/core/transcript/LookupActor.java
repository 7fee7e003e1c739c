package io.centrifuge.core.transcript;

import io.centrifuge.ClockReading;
import io.centrifuge.core.lookup.LookupEffect;
import io.centrifuge.core.lookup.LookupEvent;
import io.centrifuge.core.lookup.LookupMachine;
import io.centrifuge.core.lookup.LookupSnapshot;

import java.util.Locale;

/** A lookup. */
final class LookupActor extends Actor<LookupEvent, LookupEffect> {
    private LookupSnapshot visible = LookupSnapshot.EMPTY;

    /** Of the newest question: every answer is taken to be one to it. */
    private ClockReading asked = new ClockReading(0, 0);

    LookupActor(String name, World world) {
        super(name, world, new LookupMachine(Notation.SERVICE, 1, 1)::on);
    }

    @Override
    void perform(LookupEffect effect) {
        switch (effect) {
            case LookupEffect.Publish publish -> {
                visible = publish.snapshot();
                world.say(summary());
            }
            case LookupEffect.Watch watch -> {
                asked = watch.asked();
                world.say(name + " watches after " + Notation.number(watch.lsn()));
            }
            case LookupEffect.Poll poll -> {
                asked = poll.asked();
                world.say(name + " polls after " + Notation.number(poll.lsn()));
            }
            case LookupEffect.Lost lost ->
                lost.loss()
                        .byCause()
                        .forEach((cause, ranges) -> world.say("%s tells: LOST %s, %s"
                                .formatted(
                                        name,
                                        Notation.ranges(ranges.asList()),
                                        cause.name().toLowerCase(Locale.ROOT))));
            case LookupEffect.Stale stale -> world.say(name + " says that its table is stale");
            case LookupEffect.Fresh fresh -> world.say(name + " says that its table is fresh");
        }
    }

    @Override
    void hear(Mail.Content content) {
        if (!(content instanceof Mail.Content.ForLookup answers)) {
            throw cant("hear this");
        }
        on(new LookupEvent.Heard(answers.answer(), asked));
    }

    @Override
    void act(String verb, Words words) {
        switch (verb) {
            case "wakes" -> on(new LookupEvent.Wake());
            case "asks" -> {
                ManagerActor manager = world.manager(words.next());
                manager.answer(name, words.nextIs("since") ? words.number("since") : visible.lsn());
            }
            case "hears" -> hear(new Mail.Content.ForLookup(Messages.answer(words)));
            default -> throw cant(verb);
        }
    }

    @Override
    String summary() {
        return "%s has lsn %s %s"
                .formatted(
                        name,
                        Notation.number(visible.lsn()),
                        Notation.entries(visible.entries().pieces()));
    }
}
