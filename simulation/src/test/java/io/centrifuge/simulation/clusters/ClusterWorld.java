package io.centrifuge.simulation.clusters;

import io.centrifuge.KeyHash;
import io.centrifuge.LeaseTiming;
import io.centrifuge.core.state.ClusterRecord;
import io.centrifuge.core.state.CommittedState;
import io.centrifuge.core.state.FormatRecord;
import io.centrifuge.core.state.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Managers of one, two or three clusters at the addresses of one list, and owners with that list,
 * in virtual time. A seed decides everything. Managers end and start again, an address is hidden
 * from an owner, a store is emptied or restored, and an address goes over to another cluster, as
 * {@code docs/protocol.md}, "One cluster", allows. After every change that an owner shows, no key
 * is held twice.
 */
final class ClusterWorld {
    static final LeaseTiming TIMING = LeaseTiming.FAST;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long TURBULENT = 90 * SECOND;
    private static final long CALM = 60 * SECOND;
    private static final int OWNERS = 4;
    private static final int KEYS = 32;

    final SplittableRandom random;
    final List<SimPlace> places = new ArrayList<>();
    final List<ListedOwner> owners = new ArrayList<>();
    private final List<SimCluster> clusters = new ArrayList<>();
    private final PriorityQueue<Event> queue = new PriorityQueue<>(
            Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long time;
    private long events;
    private int numbers;

    /** How often an owner showed that it holds something. */
    private int held;

    /** Whether one has shown something new since it was looked at. */
    private boolean shown;

    private record Event(long at, long number, Runnable what) {}

    ClusterWorld(long seed) {
        random = new SplittableRandom(seed);
        int addresses = 1 + 2 * (1 + random.nextInt(2));
        int stores = 1 + random.nextInt(3);
        for (int i = 0; i < stores; i++) {
            clusters.add(newCluster(true));
        }
        for (int i = 0; i < addresses; i++) {
            SimPlace place = new SimPlace(this, (char) ('a' + i) + ":7400");
            places.add(place);
            place.give(clusters.get(random.nextInt(stores)), "m" + number());
        }
        for (int i = 0; i < OWNERS; i++) {
            owners.add(new ListedOwner(this, "owner-" + i));
        }
    }

    long time() {
        return time;
    }

    int number() {
        return ++numbers;
    }

    void after(long nanos, Runnable what) {
        queue.add(new Event(time + Math.max(0, nanos), events++, what));
    }

    /** An owner shows something new: whether it holds anything. */
    void shows(boolean holdsAnything) {
        shown = true;
        held += holdsAnything ? 1 : 0;
    }

    /** How often an owner showed that it holds something. */
    int held() {
        return held;
    }

    /** Up to 20 ms, as a message or a commit takes. */
    long soon() {
        return 1 + random.nextLong(SECOND / 50);
    }

    /** Ends at the first instant at which a key is held twice; returns how many are. */
    int run() {
        places.forEach(SimPlace::start);
        owners.forEach(ListedOwner::start);
        long calmAt = TURBULENT;
        while (time < calmAt) {
            int twice = runUntil(time + random.nextLong(3 * SECOND));
            if (twice > 0) {
                return twice;
            }
            disturb();
        }
        places.forEach(SimPlace::heal);
        ListedOwner fresh = new ListedOwner(this, "fresh");
        owners.add(fresh);
        fresh.start();
        return runUntil(time + CALM);
    }

    private int runUntil(long end) {
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            Event event = queue.remove();
            time = event.at();
            event.what().run();
            if (shown) {
                shown = false;
                int twice = heldTwice();
                if (twice > 0) {
                    return twice;
                }
            }
        }
        time = end;
        return 0;
    }

    private int heldTwice() {
        return (int) IntStream.range(0, KEYS)
                .mapToLong(key -> KeyHash.of("key " + key))
                .filter(hash ->
                        owners.stream().filter(owner -> owner.holds(hash)).count() > 1)
                .count();
    }

    /** The owner that came when all was calm; it has never acted on anything before. */
    ListedOwner fresh() {
        return owners.getLast();
    }

    /** The cluster to which more than half of the addresses belong in the end, if there is one. */
    @Nullable
    SimCluster winner() {
        return clusters.stream()
                .filter(cluster -> !cluster.isGone())
                .filter(cluster -> 2
                                * places.stream()
                                        .filter(place -> place.cluster() == cluster)
                                        .count()
                        > places.size())
                .findFirst()
                .orElse(null);
    }

    private SimCluster newCluster(boolean first) {
        SimCluster made = new SimCluster(this, CommittedState.EMPTY);
        made.propose(new ClusterRecord.Named(new UUID(random.nextLong(), 1), first));
        return made;
    }

    private void disturb() {
        SimPlace place = places.get(random.nextInt(places.size()));
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                place.kill();
                after(random.nextLong(8 * SECOND), place::start);
            }
            case 3, 4, 5 -> {
                ListedOwner owner = owners.get(random.nextInt(owners.size()));
                owner.hide(place, random.nextLong(20 * SECOND));
            }
            case 6 -> empty(place.cluster());
            case 7 -> restore(place.cluster());
            case 8 -> move(place, clusters.get(random.nextInt(clusters.size())));
            default -> {
                ListedOwner crashed = owners.remove(random.nextInt(owners.size()));
                crashed.crash();
                owners.add(new ListedOwner(this, crashed.id()));
                owners.getLast().start();
            }
        }
    }

    /** All its managers lose their folders, and begin again. */
    private void empty(@Nullable SimCluster cluster) {
        if (cluster != null && !cluster.isGone()) {
            replace(cluster, newCluster(false));
        }
    }

    private void restore(@Nullable SimCluster cluster) {
        if (cluster != null
                && !cluster.isGone()
                && cluster.state().cluster().id().isPresent()) {
            long history = History.of(cluster.state().highestNumber()) + 1;
            CommittedState begins =
                    cluster.state().restoredAs(history, TIMING.manager().toNanos());
            replace(cluster, new SimCluster(this, begins));
        }
    }

    private void replace(SimCluster cluster, SimCluster by) {
        cluster.lose();
        clusters.set(clusters.indexOf(cluster), by);
        for (SimPlace place : places) {
            if (place.cluster() == cluster) {
                place.kill();
                place.give(by, place.member());
                after(random.nextLong(2 * SECOND), place::start);
            }
        }
    }

    /** Its member is removed, and it is another cluster's when no lease can rest on it. */
    private void move(SimPlace place, SimCluster to) {
        SimCluster from = place.cluster();
        if (from == null || from == to || from.isGone()) {
            return;
        }
        place.kill();
        place.give(null, "");
        from.propose(new FormatRecord.Gone(place.lastMember()));
        after(3 * TIMING.manager().toNanos(), () -> {
            boolean isFree = place.cluster() == null && !to.isGone();
            boolean isRemoved = !from.state().cluster().managers().containsKey(place.lastMember());
            if (isFree && isRemoved) {
                place.give(to, "m" + number());
                place.start();
            }
        });
    }
}
