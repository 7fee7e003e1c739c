package io.centrifuge.simulation;

import io.centrifuge.ClockReading;
import io.centrifuge.Hint;
import io.centrifuge.LeaseCheck;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.LeaseTable;
import io.centrifuge.simulation.check.BoundedPieces;
import io.centrifuge.simulation.check.Checks;
import io.centrifuge.simulation.check.Violation;
import io.centrifuge.simulation.world.Drill;
import io.centrifuge.simulation.world.LookupProcess;
import io.centrifuge.simulation.world.OwnerProcess;
import io.centrifuge.simulation.world.RunCounters;
import io.centrifuge.simulation.world.World;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * G5, once all faults have ended: within its bound every key has an owner that every lookup finds,
 * and keeps it; and a planned move waits for no lease's end.
 */
final class Liveness {
    private static final String NAME = "G5 liveness";
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** A planned move takes less, where nothing is lost. */
    private static final long MOVE = SECOND / 4;

    /** Ten minutes, by a clock that is slow. */
    private static final long LONGEST_OUT = Duration.ofMinutes(20).toNanos();

    /** From as many on, so much may come free at once that it takes more than one record. */
    private static final int MANY_OWNERS = 50;

    private final World world;
    private final Checks checks;
    private final Drill drill;

    Liveness(World world, Checks checks) {
        this.world = world;
        this.drill = new Drill(world);
        this.checks = checks;
    }

    void check() {
        long healedAt = world.heal();
        checks.afterEvent();
        requireServedBy(healedAt + bound(), "after the last fault");
        runUntilQuiet();
        long lost = world.counters().get(RunCounters.Count.LEASES_LOST);
        requireServedBy(
                world.time() + 2 * world.scenario().longestManagerNanos(), "in quiet times");
        if (world.counters().get(RunCounters.Count.LEASES_LOST) != lost) {
            throw new Violation(NAME, "an owner lost a lease in quiet times");
        }
        if (drill.drainOneOfEach()) {
            requireServedBy(world.time() + SECOND, "a second after a drain");
            requireDrained();
        }
        List<OwnerProcess> closing = drill.closeSome();
        requireServedBy(world.time() + 3 * SECOND, "after some were closed");
        closing.forEach(this::requireLeft);
        for (ServiceName service : world.services()) {
            BoundedPieces.requireQuiet(
                    world.store().state().table(service), world.scenario().sizes());
        }
        if (world.scenario().sizes().owners() >= MANY_OWNERS) {
            drill.replaceAll();
            requireServedBy(world.time() + bound(), "after all owners were replaced at once");
        }
    }

    /**
     * The manager's duration, plus the bound on takeover, plus one second, on the slowest clock.
     */
    private long bound() {
        long waits = world.scenario().longestManagerNanos()
                + world.scenario().leader().takeoverNanos();
        return (long) (waits * Math.sqrt(world.scenario().rateBound())) + SECOND;
    }

    private void runUntil(long when) {
        while (world.stepUntil(when)) {
            checks.afterEvent();
        }
    }

    /**
     * Owners that were not needed yet may still be on their way. Those that came and went are let
     * in once they have been there for a while.
     */
    private void runUntilQuiet() {
        long aWhile = world.scenario().longestManagerNanos() + 10 * SECOND;
        long latest = world.time() + LONGEST_OUT + 2 * aWhile;
        // Twice: what was let in last moves, or makes room for another to be kept out.
        for (int quiet = 0; quiet < 2; quiet = drill.isAnyoneKeptOut() ? 0 : quiet + 1) {
            if (world.time() >= latest) {
                throw new Violation(NAME, "an owner is kept out for ever");
            }
            runUntil(world.time() + aWhile);
        }
    }

    /** What moves just then, such as to an owner that has come late, may yet arrive. */
    private void requireServedBy(long by, String when) {
        runUntil(by - MOVE);
        CommittedState before = world.store().state();
        runUntil(by);
        boolean moves = !world.store().state().tables().equals(before.tables());
        if (moves && unserved().isPresent()) {
            runUntil(by + MOVE);
        }
        unserved().ifPresent(found -> {
            throw new Violation(NAME, when + ", " + found);
        });
    }

    private Optional<String> unserved() {
        for (ServiceName service : world.services()) {
            LeaseTable table = world.store().state().table(service);
            for (LookupProcess lookup : world.lookups(service)) {
                for (Piece<LeaseEntry> piece : table.entries().pieces()) {
                    Optional<String> found = unserved(lookup, piece.range().start());
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> unserved(LookupProcess lookup, long hash) {
        Hint hint = lookup.visible().hint(hash);
        OwnerProcess owner = hint.address()
                .map(address -> world.owner(lookup.service(), address))
                .orElse(null);
        if (owner == null) {
            return Optional.of(
                    "%s finds nobody there for key %016x: %s".formatted(lookup.name(), hash, hint));
        }
        ClockReading now = owner.now();
        LeaseCheck check = owner.visible().check(hash, now.monotonic(), now.wall(), 0);
        return check.held()
                ? Optional.empty()
                : Optional.of("%s finds %s for key %016x, which doesn't hold it"
                        .formatted(lookup.name(), owner.name(), hash));
    }

    private void requireLeft(OwnerProcess owner) {
        if (!drill.hasLeft(owner)) {
            throw new Violation(NAME, owner.name() + " has not left three seconds after its close");
        }
    }

    private void requireDrained() {
        for (ServiceName service : world.services()) {
            for (OwnerProcess owner : world.owners(service)) {
                LeaseTable table = world.store().state().table(service);
                if (drill.isDrained(owner) && table.holdsAnything(owner.self())) {
                    throw new Violation(
                            NAME, owner.name() + " still holds leases a second after its drain");
                }
            }
        }
    }
}
