package io.centrifuge.benchmarks;

import io.centrifuge.Hint;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Owner;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long one more owner takes, from its start in a running JVM to the last range that it is
 * given, and for how long a key is without an answer meanwhile: one manager as a process of its
 * own, at the default timing; all owners and a lookup in this process, which also asks.
 *
 * <p>A key has an answer if the owner that the lookup names says that it holds it. All keys are
 * asked each {@link #ROUND_NANOS} or so, which is what the times are exact to.
 */
public final class Join {
    private static final int KEYS = 10_000;
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** For which an owner that joined must be given nothing more. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final OwnersAndLookups fleet;
    private final Lookup lookup;
    private final Map<String, Owner> byId = new HashMap<>();
    private final String[] keys = new String[KEYS];
    private final long[] answeredAt = new long[KEYS];

    private Join(OwnersAndLookups fleet) {
        this.fleet = fleet;
        this.lookup = fleet.lookups().getFirst();
        for (int i = 0; i < fleet.owners().size(); i++) {
            byId.put("owner-" + i, fleet.owners().get(i));
        }
        Arrays.setAll(keys, number -> "key-" + number);
    }

    /**
     * Prints the figures.
     *
     * @param arguments how often an owner joins, and how many are there before
     */
    public static void main(String[] arguments) throws Exception {
        int joins = Arguments.count(arguments, 0, "joins", 1, 10);
        int owners = Arguments.count(arguments, 1, "owners", 1, 130);
        try (RunningCluster cluster = RunningCluster.start("join", 1, 0);
                OwnersAndLookups fleet = new OwnersAndLookups(cluster.addresses())) {
            fleet.start(owners, 1);
            Join join = new Join(fleet);
            long[] took = new long[joins];
            long[] gaps = new long[joins];
            for (int i = 0; i < joins; i++) {
                Once once = join.once(owners + i);
                took[i] = once.tookMs();
                gaps[i] = once.gapMs();
                System.out.printf(
                        Locale.ROOT,
                        "joined in %,d ms with %d ranges; no key without an answer for longer"
                                + " than %,d ms%n",
                        took[i],
                        once.ranges(),
                        gaps[i]);
                fleet.awaitSettled();
            }
            Arrays.sort(took);
            Arrays.sort(gaps);
            System.out.printf(
                    Locale.ROOT,
                    "%d joins to %d owners: median %,d ms, worst %,d ms; longest without an"
                            + " answer: median %,d ms, worst %,d ms; %d leases lost%n",
                    joins,
                    owners,
                    took[joins / 2],
                    took[joins - 1],
                    gaps[joins / 2],
                    gaps[joins - 1],
                    fleet.leasesLost());
        }
    }

    private record Once(long tookMs, int ranges, long gapMs) {}

    /** One more owner joins, and leaves again. */
    private Once once(int number) {
        Arrays.fill(answeredAt, System.nanoTime());
        long gap = ask();
        try (Owner owner = fleet.owner(number)) {
            byId.put("owner-" + number, owner);
            long begun = System.nanoTime();
            long last = begun;
            int held = 0;
            owner.start();
            while (held == 0 || System.nanoTime() - last < QUIET_NANOS) {
                gap = Math.max(gap, ask());
                int now = owner.heldRanges();
                if (now != held) {
                    held = now;
                    last = System.nanoTime();
                }
                if (System.nanoTime() - begun > OwnersAndLookups.PATIENCE.toNanos()) {
                    throw new IllegalStateException("it is given nothing");
                }
                LockSupport.parkNanos(ROUND_NANOS);
            }
            return new Once(
                    TimeUnit.NANOSECONDS.toMillis(last - begun),
                    held,
                    TimeUnit.NANOSECONDS.toMillis(gap));
        }
    }

    /** Asks for all keys; returns the longest time that one of them has had no answer. */
    private long ask() {
        long longest = 0;
        for (int i = 0; i < KEYS; i++) {
            long now = System.nanoTime();
            longest = Math.max(longest, now - answeredAt[i]);
            if (isAnswered(keys[i])) {
                answeredAt[i] = now;
            }
        }
        return longest;
    }

    private boolean isAnswered(String key) {
        Hint hint = lookup.lookup(key);
        Owner owner = hint.owner().map(id -> byId.get(id.value())).orElse(null);
        if (owner != null && owner.checkLeaseNow(key).held()) {
            return true;
        }
        lookup.refused(hint);
        return false;
    }
}
