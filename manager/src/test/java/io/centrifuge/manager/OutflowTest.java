package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OutflowTest {
    private static final long MOST = 100;
    private static final int SMALL = 5;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Outflow outflow = new Outflow(MOST, SMALL, tasks::add);
    private final List<Long> out = new ArrayList<>();

    /** Sends, at once or later, as a stream does. */
    private void send(long bytes) {
        if (outflow.begin(bytes, () -> send(bytes))) {
            out.add(bytes);
            long sum = out.stream().mapToLong(Long::longValue).sum();
            assertThat(sum <= MOST || out.size() == 1).as("%s", out).isTrue();
        }
    }

    private void arrive(int index) {
        outflow.end(out.remove(index));
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Property(tries = 300)
    void allIsSentAndNeverTooMuchAtOnce(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int sent = 0;
        int arrived = 0;
        for (int step = 0; step < 100; step++) {
            if (random.nextInt(3) > 0) {
                send(random.nextInt(1, 150));
                sent++;
            } else if (!out.isEmpty()) {
                arrive(random.nextInt(out.size()));
                arrived++;
            }
            if (random.nextBoolean()) {
                runTasks();
            }
        }
        while (arrived < sent) {
            runTasks();
            assertThat(out).as("some wait, so some are out").isNotEmpty();
            arrive(0);
            arrived++;
        }
        runTasks();
        assertThat(out).isEmpty();
    }

    @Test
    void smallAnswersDoNotWait() {
        EncodedAnswer small = new EncodedAnswer(new byte[SMALL], Counters.Answer.CHANGES);
        EncodedAnswer large = new EncodedAnswer(new byte[SMALL + 1], Counters.Answer.CHANGES);
        send(2 * MOST);
        assertThat(outflow.begin(outflow.room(small), () -> {})).isTrue();
        assertThat(outflow.begin(outflow.room(large), () -> {})).isFalse();
    }

    @Test
    void whoWantsNothingAnyMoreHoldsNobodyUp() {
        send(MOST);
        assertThat(outflow.begin(1, () -> {})).isFalse();
        send(2);
        arrive(0);
        runTasks();
        assertThat(out).containsExactly(2L);
    }
}
