package io.centrifuge.benchmarks.manager;

import java.util.Locale;
import java.util.function.Consumer;

/**
 * Measures a manager's machine with owners in their thousands. A real manager has run for hours, so
 * all is done before and the figures thrown away: with as many owners as the compiler needs, once a
 * process, and with as many as are measured. Stateless.
 */
public final class ManagerBenchmark {
    /** How often an owner leaves and another expires; owners join twice as often. */
    public static final int REPETITIONS = 5;

    private static final int FEWEST_OWNERS = 2;
    private static final int MOST_OWNERS = 20_000;
    private static final int WARM_UP_OWNERS = 1_000;
    private static final int WARM_UP_ROUNDS = 3;

    /** A round with few owners is short, and the compiler needs several. */
    private static final int WARM_UP_OWNERS_IN_ALL = 3_000;

    private static final int MOST_WARM_UP_ROUNDS = 20;

    private final int owners;

    /**
     * @throws IllegalArgumentException if they are too few or too many; says how many may be
     */
    public ManagerBenchmark(int owners) {
        if (owners < FEWEST_OWNERS || owners > MOST_OWNERS) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "owners must be from %,d to %,d, but are %,d",
                    FEWEST_OWNERS,
                    MOST_OWNERS,
                    owners));
        }
        this.owners = owners;
    }

    /**
     * What a process does first.
     *
     * @param progress is told what is done
     */
    public static void warmUp(Consumer<String> progress) {
        progress.accept(with("warming up", WARM_UP_OWNERS));
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            var unused = new Round(WARM_UP_OWNERS).run();
        }
    }

    /**
     * Does all several times, with many owners twice, and tells what the last time cost.
     *
     * @param progress is told what is done
     */
    public ManagerFigures measure(Consumer<String> progress) {
        progress.accept(with("warming up", owners));
        int rounds = Math.clamp(WARM_UP_OWNERS_IN_ALL / owners, 1, MOST_WARM_UP_ROUNDS);
        for (int i = 0; i < rounds; i++) {
            var unused = new Round(owners).run();
        }
        progress.accept(with("measuring", owners));
        return new Round(owners).run();
    }

    private static String with(String what, int owners) {
        return String.format(Locale.ROOT, "%s with %,d owners", what, owners);
    }
}
