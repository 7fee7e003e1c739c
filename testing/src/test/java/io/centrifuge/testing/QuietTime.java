package io.centrifuge.testing;

import io.centrifuge.Hint;
import io.centrifuge.LeaseCheck;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Owner;
import io.centrifuge.testsupport.TcpProxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What must be so once nothing goes wrong for a while: each key has one owner, every lookup names
 * it, all listeners were told what checks say, and of each key's state that was lost every lookup
 * was told, and of no other.
 */
final class QuietTime {
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RandomCalls calls;

    QuietTime(RandomCalls calls) {
        this.calls = calls;
    }

    /** Heals what is broken, and waits. */
    void await() {
        calls.note("all is healed");
        calls.startManager();
        calls.gates().forEach(TcpProxy::restore);
        agree();
        drainOne();
        agree();
    }

    /** From here on each lookup has to be told what is lost. */
    private void agree() {
        until(() -> trouble()
                .or(() -> calls.lookups.stream()
                        .filter(lookup -> !lookup.closed && !lookup.countsAgain())
                        .map(lookup -> lookup + " has yet to tell of losses")
                        .findFirst()));
        calls.note("all is quiet");
    }

    private interface Check {
        /** What is not as it should be; empty if all is. */
        Optional<String> trouble();
    }

    private void until(Check check) {
        int steps = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Optional<String> trouble = check.trouble();
                trouble.isPresent();
                trouble = check.trouble()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(
                        "even after %d steps of time, %s".formatted(steps, trouble.get()));
            }
            steps++;
            calls.pass(STEP);
            calls.sweep();
            calls.reference.throwProblems();
        }
    }

    /** Whoever is drained has nothing in the end, if there is anybody else. */
    private void drainOne() {
        List<CalledOwner> serving = serving();
        CalledOwner drained = serving.getFirst();
        if (serving.stream().anyMatch(owner -> owner != drained && !owner.maybeDraining)) {
            calls.note("%s is drained, and all is quiet".formatted(drained));
            until(() -> {
                calls.orderDrain(drained.id);
                return held(drained)
                        .map(key -> "%s is drained and has %s".formatted(drained, key))
                        .findAny()
                        .or(this::trouble);
            });
        }
    }

    private Stream<String> held(CalledOwner owner) {
        return calls.keys.stream().filter(key -> owner.check(key, 0).held());
    }

    private List<CalledOwner> serving() {
        return calls.owners.stream()
                .filter(owner -> owner.owner.state() == Owner.State.SERVING)
                .toList();
    }

    private List<CalledOwner> holders(String key) {
        return calls.owners.stream().filter(owner -> owner.check(key, 0).held()).toList();
    }

    private Optional<String> trouble() {
        if (calls.owners.stream()
                .allMatch(owner ->
                        owner.isClosed() || owner.owner.state() == Owner.State.SUPERSEDED)) {
            calls.startOwner();
        }
        return Stream.<Stream<String>>of(
                        calls.owners.stream().flatMap(this::troubleOf),
                        namesTwice(),
                        calls.lookups.stream().flatMap(this::troubleOf),
                        calls.keys.stream().flatMap(this::troubleOf))
                .flatMap(troubles -> troubles)
                .findFirst();
    }

    private Stream<String> troubleOf(CalledOwner owner) {
        Owner.State state = owner.owner.state();
        boolean isWell = switch (state) {
            case SERVING -> !owner.isClosing();
            case SUPERSEDED -> owner.wasToldOfSuccessor();
            case CLOSED -> owner.isClosed();
            default -> false;
        };
        if (!isWell) {
            return Stream.of("%s is %s, %s, %s"
                    .formatted(owner, state, owner.owner.lastError(), owner.owner.counters()));
        }
        return owner.countsWhatItWasTold()
                ? Stream.of()
                : Stream.of("%s counts %s".formatted(owner, owner.owner.counters()));
    }

    private Stream<String> namesTwice() {
        TreeSet<String> names = new TreeSet<>();
        return serving().stream()
                .filter(owner -> !names.add(owner.id))
                .map(owner -> owner + " serves, as another of that name does");
    }

    private Stream<String> troubleOf(CalledLookup lookup) {
        if (lookup.closed) {
            return Stream.of();
        }
        return lookup.lookup.state() == Lookup.State.SERVING && lookup.countsWhatItWasTold()
                ? Stream.of()
                : Stream.of("%s is %s and counts %s"
                        .formatted(lookup, lookup.lookup.state(), lookup.lookup.counters()));
    }

    private Stream<String> troubleOf(String key) {
        List<CalledOwner> holders = holders(key);
        if (holders.size() != 1) {
            return Stream.of("%s is held by %s".formatted(key, holders));
        }
        CalledOwner holder = holders.getFirst();
        LeaseCheck check = holder.check(key, 1);
        return Stream.concat(
                calls.owners.stream().flatMap(owner -> troubleOf(owner, key)),
                calls.lookups.stream()
                        .filter(lookup -> !lookup.closed)
                        .flatMap(lookup -> troubleOf(lookup, key, holder, check)));
    }

    /** What its listener was told composes to what its checks say. */
    private Stream<String> troubleOf(CalledOwner owner, String key) {
        LeaseCheck check = owner.check(key, 2);
        if (!check.equals(owner.toldOf(key))) {
            return Stream.of("%s has %s of %s and was told %s"
                    .formatted(owner, check, key, owner.toldOf(key)));
        }
        return Stream.concat(
                        Stream.of(check.number() - 1, check.number(), check.number() + 1),
                        calls.lookups.stream().map(lookup -> lookup.agreed.getOrDefault(key, 1L)))
                .filter(number ->
                        owner.isContinuous(key, number, 0) != owner.isToldContinuous(key, number))
                .map(number -> "%s has %s of %s; since %d, it says: %s"
                        .formatted(owner, check, key, number, owner.isContinuous(key, number, 0)));
    }

    private Stream<String> troubleOf(
            CalledLookup lookup, String key, CalledOwner holder, LeaseCheck check) {
        Hint hint = lookup.lookup(key, 3);
        boolean isNamed = hint.isKnown()
                && hint.leaseNumber() == check.number()
                && hint.owner().orElseThrow().value().equals(holder.id)
                && hint.address().orElseThrow().toString().equals(holder.address());
        if (!isNamed) {
            return Stream.of(
                    "%s has %s of %s, and %s says: %s".formatted(holder, check, key, lookup, hint));
        }
        long before = lookup.agreed.getOrDefault(key, 0L);
        boolean isLost = before != 0 && !holder.isContinuous(key, before, 3);
        return isLost == lookup.wasToldOfLoss(key) || before == 0
                ? Stream.of()
                : Stream.of("%s went from %d to %s; lost: %s; %s was told so: %s"
                        .formatted(key, before, check, isLost, lookup, lookup.wasToldOfLoss(key)));
    }
}
