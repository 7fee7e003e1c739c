package io.centrifuge.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.LeaseTiming;
import io.centrifuge.testsupport.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that stands still for longer than its duration, and goes on (G1, G3 of
 * docs/protocol.md, "What it promises").
 */
class PausedOwnerTest {
    @TempDir
    Path folder;

    @RegisterExtension
    final Started started = new Started();

    private OwnerChild owner(ManagerChild manager, int number) {
        return started.ending(OwnerChild.numbered(folder, "chat", number, manager.address()));
    }

    @Test
    void neverSaysHeldForWhatWasGivenToAnother() {
        ManagerChild manager = started.ending(new ManagerChild(folder, LeaseTiming.FAST));
        Losses lookup = started.ending(new Losses("chat", manager.address()));
        OwnerChild pausing = owner(manager, 1);
        OwnerChild other = owner(manager, 2);
        lookup.awaitSettled(pausing, other);
        Map<Integer, Long> paused = held(pausing);
        assertThat(paused).hasSizeBetween(1, Keys.COUNT - 1);
        List<Integer> keys = List.copyOf(paused.keySet());
        String open = Keys.key(keys.getFirst());
        String ending = Keys.key(keys.getLast());
        long openNumber = Long.parseLong(pausing.process.ask("guard " + open + " 0"));
        long endingNumber = Long.parseLong(pausing.process.ask("guard " + ending + " 2500"));
        assertThat(openNumber).isEqualTo(paused.get(keys.getFirst()));
        assertThat(endingNumber).isEqualTo(paused.get(keys.getLast()));

        pausing.process.pause();
        long stoppedBy = System.nanoTime();
        Eventually.that("the other has all", () -> other.held() == Keys.COUNT);
        long[] taken = other.numbers();
        Eventually.that("the lookup knows", () -> lookup.allAt(other.address));
        pausing.process.resume();

        pausing.process.ask("finish");
        assertThat(pausing.process.await("guarded " + open + " "))
                .isEqualTo("Lost[number=" + openNumber + "]");
        assertThat(pausing.process.await("guarded " + ending + " "))
                .isEqualTo("Lost[number=" + endingNumber + "]");
        pausing.awaitChecks();
        assertNothingHeldSince(stoppedBy, paused, pausing);
        for (int key : keys) {
            assertThat(taken[key]).isGreaterThan(paused.get(key));
            assertThat(lookup.includes(Keys.hash(Keys.key(key)))).isTrue();
        }
        assertJoinsAgain(lookup, pausing, other);
        assertThat(pausing.isContinuous(open, openNumber)).isFalse();
        assertNothingHeldSince(stoppedBy, paused, pausing);
    }

    private static Map<Integer, Long> held(OwnerChild owner) {
        long[] numbers = owner.numbers();
        Map<Integer, Long> held = new HashMap<>();
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != 0) {
                held.put(i, numbers[i]);
            }
        }
        return held;
    }

    /** A check that was under way at the stop may return "held" later: it took effect before. */
    private static void assertNothingHeldSince(
            long stoppedBy, Map<Integer, Long> numbers, OwnerChild owner) {
        List<HeldRun> old = owner.runs().stream()
                .filter(run ->
                        numbers.containsKey(run.key()) && run.number() <= numbers.get(run.key()))
                .toList();
        assertThat(old)
                .hasSizeGreaterThanOrEqualTo(numbers.size())
                .allSatisfy(run -> assertThat(run.lastCalled() - stoppedBy).isNegative());
    }

    /** It is told the truth, has its share again under new numbers, and all the while only one. */
    private static void assertJoinsAgain(Losses lookup, OwnerChild pausing, OwnerChild other) {
        lookup.awaitSettled(pausing, other);
        pausing.awaitChecks();
        other.awaitChecks();
        assertThat(held(pausing)).isNotEmpty();
        HeldRun.assertExclusive(pausing.runs(), other.runs());
    }

    @Test
    void aPauseThatIsShorterThanTheDurationCostsNothing() {
        LeaseTiming timing = LeaseTiming.STANDARD;
        ManagerChild manager = started.ending(new ManagerChild(folder, timing));
        Losses lookup = started.ending(new Losses("chat", manager.address()));
        OwnerChild pausing = owner(manager, 1);
        lookup.awaitSettled(pausing);
        long[] numbers = pausing.numbers();

        pausing.process.pause();
        Eventually.always(
                "the lookup keeps its table",
                Duration.ofSeconds(2),
                () -> lookup.allAt(pausing.address));
        pausing.process.resume();

        pausing.awaitChecks();
        assertThat(pausing.numbers()).isEqualTo(numbers);
        assertThat(pausing.counters().lost()).isZero();
        assertThat(pausing.runs()).hasSize(Keys.COUNT);
    }
}
