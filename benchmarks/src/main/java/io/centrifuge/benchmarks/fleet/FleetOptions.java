package io.centrifuge.benchmarks.fleet;

import io.centrifuge.LeaseTiming;

/**
 * What a fleet is made of, and what is done to it. Immutable, checked at construction.
 *
 * @param size how many of each
 * @param timing the name of the managers' timing of leases
 * @param lease what it stands for
 * @param tls whether everything connects by TLS
 * @param seconds how long it is measured at rest, and how long takeovers are repeated
 * @param busy how many threads spin besides
 * @param lies whether an owner says that it holds what it doesn't
 */
public record FleetOptions(
        Size size,
        String timing,
        LeaseTiming lease,
        Churn churn,
        boolean tls,
        int seconds,
        int busy,
        boolean lies) {
    public static final int DEFAULT_SECONDS = 60;

    /** Up to so many, all lookups are whole unless it is said. */
    static final int MOST_WHOLE_UNASKED = 2_000;

    /** So many of more are. */
    static final int WHOLE_OF_MANY = 200;

    /**
     * How many of each; owners and lookups of all services together.
     *
     * @param whole of the lookups those that keep the table, as a front end does; the others only
     *     watch
     * @param stores 0 where the managers keep the store
     */
    public record Size(int owners, int lookups, int whole, int managers, int stores, int services) {
        public Size {
            require("--owners", owners, 1, 20_000);
            require("--lookups", lookups, 0, 100_000);
            require("--whole-lookups", whole, 0, lookups);
            require("--managers", managers, 1, 9);
            require("--stores", stores, 0, 9);
            require("--services", services, 1, 1_000);
            if (services > owners) {
                throw new IllegalArgumentException(
                        "--services must be at most --owners, which are %d, but are %d: each"
                                        .formatted(owners, services)
                                + " service needs an owner");
            }
        }

        /** How many are whole where it isn't said: one at least watches, which measures sizes. */
        public static int wholeOf(int lookups) {
            return lookups > MOST_WHOLE_UNASKED ? WHOLE_OF_MANY : Math.max(0, lookups - 1);
        }
    }

    public FleetOptions {
        require("--seconds", seconds, 2, 86_400);
        require("--busy", busy, 0, 1_000);
        if (churn == Churn.PATCH && size.owners() < 2) {
            throw new IllegalArgumentException(
                    "--churn patch restarts owners in groups: give --owners 2 or more");
        }
    }

    private static void require(String flag, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be from %,d to %,d, but is %,d".formatted(flag, least, most, value));
        }
    }
}
