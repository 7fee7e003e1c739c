package io.centrifuge.core.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class DeadlinesTest {
    private static final int SPREAD = 100;

    /** Against a plain map, also where readings of the clock wrap around. */
    @Property(tries = 300)
    void whatIsDueIsAsInAPlainMap(@ForAll long seed, @ForAll boolean wraps) {
        SplittableRandom random = new SplittableRandom(seed);
        long start = wraps ? Long.MAX_VALUE - SPREAD / 2 : random.nextLong();
        Deadlines<Integer> deadlines = new Deadlines<>();
        Map<Integer, Long> after = new TreeMap<>();
        for (int step = 0; step < 60; step++) {
            int key = random.nextInt(8);
            long at = random.nextInt(SPREAD);
            if (random.nextInt(3) > 0) {
                deadlines.put(key, start + at);
                after.put(key, at);
            } else {
                deadlines.remove(key);
                after.remove(key);
            }
            long now = random.nextInt(SPREAD);
            assertThat(deadlines.due(start + now)).isEqualTo(due(after, now));
            OptionalLong first = after.values().stream().mapToLong(time -> time).min();
            assertThat(deadlines.first())
                    .isEqualTo(
                            first.isPresent()
                                    ? OptionalLong.of(start + first.getAsLong())
                                    : OptionalLong.empty());
        }
    }

    private static List<Integer> due(Map<Integer, Long> after, long now) {
        List<Integer> due = new ArrayList<>(after.keySet());
        due.removeIf(key -> Objects.requireNonNull(after.get(key)) > now);
        due.sort(Comparator.comparing((Integer key) -> Objects.requireNonNull(after.get(key)))
                .thenComparing(key -> key));
        return due;
    }
}
