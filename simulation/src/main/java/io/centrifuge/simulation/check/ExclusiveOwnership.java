package io.centrifuge.simulation.check;

import io.centrifuge.ClockReading;
import io.centrifuge.LeaseCheck;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.state.Lease;
import io.centrifuge.simulation.world.Observation;
import io.centrifuge.simulation.world.OwnerProcess;
import io.centrifuge.simulation.world.RunCounters;
import io.centrifuge.simulation.world.World;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * G1, in true time: at no instant is a key held by two processes, whatever they are doing. An
 * overlap begins when a process comes to hold something, by what it shows or by its clocks; so
 * those are the instants at which it is compared with all others. Where a process's clocks are
 * outside what is assumed, an overlap is counted, not judged.
 */
final class ExclusiveOwnership implements Check {
    private static final String NAME = "G1 one owner";

    private final World world;

    /** The names of those that overlapped while excused: it may last longer than the excuse. */
    private final SortedSet<String> overlapped = new TreeSet<>();

    ExclusiveOwnership(World world) {
        this.world = world;
    }

    @Override
    public void see(Observation observation) {
        switch (observation) {
            case Observation.Published published -> compare(published.owner(), gained(published));
            case Observation.ClocksChanged changed ->
                compare(changed.owner(), held(changed.owner().visible()));
            case Observation.Requested requested -> ask(requested);
            default -> {}
        }
    }

    /** What it didn't hold at this instant before; what it did was compared then. */
    private List<Piece<Lease>> gained(Observation.Published published) {
        OwnerProcess owner = published.owner();
        OwnerSnapshot before = published.before();
        RangeMap<Lease> now = owner.visible().leases();
        if (before.remainingNanos(owner.now()) <= 0 || overlapped.contains(owner.name())) {
            return held(owner.visible());
        }
        if (before.leases().equals(now)) {
            return List.of();
        }
        return now.zip(before.leases(), (lease, old) -> old.isHeld() ? Lease.NONE : lease)
                .pieces(Lease::isHeld);
    }

    private static List<Piece<Lease>> held(OwnerSnapshot shown) {
        return shown.leases().pieces(Lease::isHeld);
    }

    private void compare(OwnerProcess owner, List<Piece<Lease>> gained) {
        if (gained.isEmpty() || !owner.isHolding()) {
            return;
        }
        for (OwnerProcess other : world.owners(owner.service())) {
            if (other != owner && other.isHolding()) {
                for (Piece<Lease> piece : gained) {
                    compare(owner, piece, other);
                }
            }
        }
    }

    private void compare(OwnerProcess owner, Piece<Lease> mine, OwnerProcess other) {
        for (Piece<Lease> theirs : other.visible().leases().pieces(mine.range())) {
            if (theirs.value().isHeld()) {
                overlap(owner, mine.value(), other, theirs.value());
            }
        }
    }

    private void overlap(OwnerProcess owner, Lease mine, OwnerProcess other, Lease theirs) {
        if (owner.isExcused() || other.isExcused()) {
            world.counters().add(RunCounters.Count.OVERLAPS_EXCUSED, 1);
            return;
        }
        throw new Violation(
                NAME,
                "%s holds a key under %d, and %s under %d"
                        .formatted(owner.name(), mine.number(), other.name(), theirs.number()));
    }

    /** As applications do: asks every process for a lease of the key; one at most may have it. */
    private void ask(Observation.Requested requested) {
        long hash = world.writes(requested.service()).key(requested.key());
        OwnerProcess holder = null;
        List<OwnerProcess> owners = world.owners(requested.service());
        for (int i = 0; i < owners.size(); i++) {
            OwnerProcess owner = owners.get(i);
            ClockReading now = owner.now();
            LeaseCheck check = owner.visible().check(hash, now.monotonic(), now.wall(), 0);
            if (check.held() && !owner.isExcused()) {
                if (holder != null) {
                    throw new Violation(
                            NAME, "%s and %s both say held".formatted(holder.name(), owner.name()));
                }
                holder = owner;
            }
        }
        world.counters().add(RunCounters.Count.CHECKS, owners.size());
    }
}
