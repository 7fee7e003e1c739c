package io.centrifuge.testing;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The public API of both libraries, called at random, against what an obviously right model allows.
 * The calls follow from the seed; how threads take turns doesn't, so a replay may take a few tries.
 */
class RandomApiTest {
    private static final int ROUNDS = 4;
    private static final int CALLS = 50;
    private static final String REPLAY = "./build -pl testing -am -Dtest=RandomApiTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dcentrifuge.seed=";

    static LongStream seeds() {
        Long one = Long.getLong("centrifuge.seed");
        return one == null ? LongStream.rangeClosed(1, 10) : LongStream.of(one);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersAsTheModelAllows(long seed) {
        try (RandomCalls calls = new RandomCalls(seed)) {
            QuietTime quiet = new QuietTime(calls);
            try {
                quiet.await();
                for (int round = 0; round < ROUNDS; round++) {
                    for (int call = 0; call < CALLS; call++) {
                        calls.next();
                    }
                    quiet.await();
                }
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(
                        "%s%nafter these calls:%n%s%nreplay: %s%d"
                                .formatted(failure.getMessage(), calls.calls(), REPLAY, seed),
                        failure);
            }
        }
    }
}
