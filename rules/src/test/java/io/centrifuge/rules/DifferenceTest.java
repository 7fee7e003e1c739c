package io.centrifuge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void isTheShortestThatChangesOneIntoTheOther() {
        assertThat(Difference.between(
                        List.of("a", "b", "c", "d", "e"), List.of("a", "x", "c", "e", "f")))
                .containsExactly(
                        new Difference.Change(1, 2, 1, 2),
                        new Difference.Change(3, 4, 3, 3),
                        new Difference.Change(5, 5, 4, 5));
        assertThat(Difference.between(List.of("a"), List.of("a"))).isEmpty();
    }

    @Test
    void whatIsBetweenChangesIsTheSame() {
        Random random = new Random(3);
        for (int round = 0; round < 1_000; round++) {
            List<String> before = texts(random);
            List<String> after = texts(random);
            List<String> made = new ArrayList<>();
            int at = 0;
            for (Difference.Change change : Difference.between(before, after)) {
                made.addAll(before.subList(at, change.from()));
                made.addAll(after.subList(change.newFrom(), change.newTo()));
                at = change.to();
            }
            made.addAll(before.subList(at, before.size()));
            assertThat(made).isEqualTo(after);
        }
    }

    private static List<String> texts(Random random) {
        return IntStream.range(0, random.nextInt(20))
                .mapToObj(unused -> String.valueOf(random.nextInt(4)))
                .toList();
    }
}
