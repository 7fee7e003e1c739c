package io.centrifuge.core.transcript;

import io.centrifuge.core.InvariantViolation;
import io.centrifuge.core.manager.ManagerConfig;
import io.centrifuge.core.manager.ManagerMachine;
import io.centrifuge.core.state.StoreRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All processes of one transcript, the network and the store between them, and the true time. It
 * executes commands and notes what they cause. {@code core/src/test/transcripts/README.md} explains
 * them.
 */
final class World {
    /** In one command; more is a conversation that doesn't end. */
    private static final int MOST_DELIVERIES = 100;

    final Mail mail = new Mail();
    final Log log = new Log();
    final Settings settings = new Settings();
    private final Bindings bindings = new Bindings();

    /** The true time, in nanoseconds. */
    long now;

    private final SortedMap<String, Actor<?, ?>> actors = new TreeMap<>();
    private List<String> said = new ArrayList<>();

    /** Notes what happened. */
    void say(Object what) {
        said.add(what.toString());
    }

    ManagerActor manager(String name) {
        if (actor(name) instanceof ManagerActor manager) {
            return manager;
        }
        throw new IllegalArgumentException(name + " is no manager");
    }

    private Actor<?, ?> actor(String name) {
        Actor<?, ?> actor = actors.get(name);
        if (actor == null) {
            throw new IllegalArgumentException(name + " has not started");
        }
        return actor;
    }

    /** Executes one line, and returns what it caused. */
    List<String> execute(String line) {
        said = new ArrayList<>();
        Words words = new Words(line);
        boolean silent = words.take("given");
        try {
            if (silent) {
                given(words.rest());
            } else if (command(words) && said.isEmpty()) {
                say("nothing");
            }
        } catch (Unmet unmet) {
            if (silent) {
                said.clear();
            }
            say(Transcript.STUCK + unmet.getMessage());
            return said;
        }
        words.end();
        return said;
    }

    /**
     * Executes the commands in silence, then tells what there is. What is still on its way is
     * numbered from 1.
     */
    private void given(String commands) {
        for (String command : commands.split(";", -1)) {
            Words words = new Words(command);
            command(words);
            words.end();
        }
        said.clear();
        mail.forget();
        log.forget();
        say(Records.print(log.table()));
        for (Actor<?, ?> actor : actors.values()) {
            if (!actor.isDown() && !actor.summary().isEmpty()) {
                say(actor.summary());
            }
        }
        mail.waiting().forEach(this::say);
        log.waiting().forEach(this::say);
    }

    /**
     * @return whether somebody acted, so that it is worth a line if nothing came of it
     */
    private boolean command(Words words) {
        if (words.take("at")) {
            at(Notation.nanos(words.next()));
            return !words.isEmpty() && command(words);
        }
        String verb = words.next();
        switch (verb) {
            case "timing" -> say(settings.set(words));
            case "references" -> settings.references = true;
            case "store" -> store(words);
            case "deliver" -> deliver(words);
            case "repeat" -> repeat(mail.numbered(words.next()), words);
            case "lose" -> lose(words);
            case "commit" -> commit(words);
            case "settle" -> settle();
            case "client" -> client(words);
            default -> {
                return act(verb, words);
            }
        }
        return !List.of("store", "lose", "client").contains(verb);
    }

    private void client(Words words) {
        String done = bindings.act(words, now);
        if (!done.isEmpty()) {
            say(done);
        }
    }

    private void at(long time) {
        if (time < now) {
            throw new IllegalArgumentException("it is %s already".formatted(Notation.time(now)));
        }
        now = time;
    }

    private void store(Words words) {
        if (words.take("unnamed")) {
            log.forgetName();
        } else if (words.take("leader")) {
            log.set(Records.leader(words));
        } else if (words.take("keeps")) {
            words.expect("a").expect("copy");
            log.keepCopy();
        } else if (words.take("restored")) {
            restore(words);
        } else {
            log.set(Records.table(words));
        }
    }

    /** Such as {@code restored as history 1}, and {@code longest 65s} if that was in use. */
    private void restore(Words words) {
        long history = words.expect("as").number("history");
        try {
            log.restore(history, words.nextIs("longest") ? words.time("longest") : 0);
        } catch (IllegalArgumentException refused) {
            say("refused: " + refused.getMessage());
            return;
        }
        say("leader " + Records.print(log.state().leader()));
        say(Records.print(log.table()));
    }

    private boolean act(String name, Words words) {
        String verb = words.next();
        switch (verb) {
            case "starts" -> start(name, words);
            case "crashes" -> actor(name).crash();
            case "clock" -> actor(name).clock.act(words, now);
            default -> actor(name).act(verb, words);
        }
        return !List.of("crashes", "clock", "dials", "keeps", "stops").contains(verb);
    }

    /** Names that begin with m are managers', with l lookups'; all others are owners'. */
    private void start(String name, Words words) {
        if (actors.containsKey(name)) {
            throw new IllegalArgumentException(
                    "the next start of %s is another process: %s/2".formatted(name, name));
        }
        switch (name.charAt(0)) {
            case 'm' -> {
                ManagerConfig config = new ManagerConfig(
                        Notation.process(name),
                        settings.lease,
                        settings.leader,
                        1,
                        Map.of(),
                        settings.joinWait);
                ManagerActor manager = new ManagerActor(name, this, new ManagerMachine(config));
                actors.put(name, manager);
                if (!words.take("unread")) {
                    manager.readStore();
                }
            }
            case 'l' -> {
                actors.put(name, new LookupActor(name, this));
                actor(name).act("wakes", words);
            }
            default -> {
                boolean stateOutlivesLease = words.take("handing");
                actors.put(name, new OwnerActor(name, this, stateOutlivesLease));
                actor(name).act("wakes", words);
            }
        }
    }

    private void deliver(Words words) {
        if (words.take("all")) {
            deliverAll();
        } else {
            Mail.Letter letter = mail.take(words);
            deliver(letter, words.take("to") ? words.next() : letter.to);
        }
    }

    private void deliverAll() {
        int delivered = 0;
        while (mail.oldest().isPresent()) {
            if (++delivered > MOST_DELIVERIES) {
                throw new Unmet("more than %d messages".formatted(MOST_DELIVERIES));
            }
            Mail.Letter letter = mail.take(mail.oldest().get());
            deliver(letter, letter.to);
        }
    }

    private void repeat(Mail.Letter letter, Words words) {
        deliver(letter, words.take("to") ? words.next() : letter.to);
    }

    private void deliver(Mail.Letter letter, String to) {
        String arrives = "[%d] arrives at %s".formatted(letter.number, to);
        if (!actors.containsKey(to)) {
            say(arrives + ", where nobody is");
            return;
        }
        int before = said.size();
        actor(to).hear(letter.content);
        said.add(before, said.size() == before ? arrives + ", which does nothing" : arrives);
    }

    private void lose(Words words) {
        if (words.take("all")) {
            mail.waiting().forEach(mail::take);
            log.waiting().forEach(proposal -> log.take("r" + proposal.number));
        } else if (words.nextBegins("r")) {
            log.take(words.next());
        } else {
            mail.take(words);
        }
    }

    /** What was proposed first, {@code r3}, {@code all}, or a record that nobody proposed. */
    private void commit(Words words) {
        if (words.isEmpty()) {
            commitOldest();
        } else if (words.take("all")) {
            while (!log.waiting().isEmpty()) {
                commitOldest();
            }
        } else if (words.nextBegins("r")) {
            Log.Proposal proposal = log.take(words.next());
            commit("r" + proposal.number, proposal.record);
        } else {
            commit("log", Records.record(words));
        }
    }

    private void commitOldest() {
        List<Log.Proposal> waiting = log.waiting();
        if (waiting.isEmpty()) {
            throw new Unmet("nothing is proposed");
        }
        Log.Proposal proposal = log.take("r" + waiting.getFirst().number);
        commit("r" + proposal.number, proposal.record);
    }

    private void commit(String name, StoreRecord record) {
        try {
            say(name + " committed: " + log.commit(record));
        } catch (InvariantViolation broken) {
            say(name + " HALTS: " + broken.getMessage());
            return;
        }
        for (Actor<?, ?> actor : actors.values()) {
            if (actor instanceof ManagerActor manager) {
                manager.follow();
            }
        }
    }

    /** Delivers and commits until nothing is on its way; nobody wakes. */
    private void settle() {
        deliverAll();
        while (!log.waiting().isEmpty()) {
            commitOldest();
            deliverAll();
        }
    }
}
